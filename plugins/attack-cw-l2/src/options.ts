import * as v from "valibot";

/**
 * Options of `cw-l2`; every field may be left out. Those of the search over the constant count in the `paper`
 * protocol alone.
 */
export interface CwOptions {
  /** Updates, in `paper` for each value of the constant; 1 to 100,000. Default 120. */
  readonly iterations: number;
  /** Adam's learning rate on w, above 0. Default 0.1 in `paper`, 0.005 in `reference`. */
  readonly learningRate?: number | undefined;
  /** Values of the constant c that are tried, 1 to 30. Default 6. */
  readonly searchSteps: number;
  /** The first of them, above 0. Default 0.1. */
  readonly initialConstant: number;
  /** Confidence κ: the margin by which an example must be adversarial, 0 or more. Default 0. */
  readonly kappa: number;
}

/** Checks {@link CwOptions} and fills in defaults. */
export const cwOptions: v.GenericSchema<unknown, CwOptions> = v.strictObject({
  iterations: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000), v.description("updates for each constant")),
    120,
  ),
  learningRate: v.optional(
    v.pipe(v.number(), v.finite(), v.gtValue(0), v.description("Adam's learning rate, default 0.1 (paper), 0.005 (reference)")),
  ),
  searchSteps: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(30), v.description("constants tried (paper)")), 6),
  initialConstant: v.optional(v.pipe(v.number(), v.finite(), v.gtValue(0), v.description("the first of them (paper)")), 0.1),
  kappa: v.optional(v.pipe(v.number(), v.finite(), v.minValue(0), v.description("confidence (paper)")), 0),
});
