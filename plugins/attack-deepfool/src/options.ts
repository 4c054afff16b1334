import * as v from "valibot";

/** Options of `deepfool`; every field may be left out. */
export interface DeepFoolOptions {
  /** Norm that is minimised. Default `l2`. */
  readonly norm: "l2" | "linf";
  /** Most steps, 1 to 100,000. Default 50. */
  readonly iterations: number;
  /**
   * How many classes are looked at for the nearest boundary, the likely ones first; 1 to 1000. Default 10.
   */
  readonly candidates: number;
  /** Share by which the sum of all steps goes beyond the boundary, 0 or more. Default 0.02. */
  readonly overshoot: number;
}

/** Checks {@link DeepFoolOptions} and fills in defaults. */
export const deepFoolOptions: v.GenericSchema<unknown, DeepFoolOptions> = v.strictObject({
  norm: v.optional(v.pipe(v.picklist(["l2", "linf"]), v.description("norm that is minimised: l2 or linf")), "l2"),
  iterations: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000), v.description("most steps")), 50),
  candidates: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000), v.description("classes looked at for the nearest boundary")),
    10,
  ),
  overshoot: v.optional(
    v.pipe(v.number(), v.finite(), v.minValue(0), v.description("share by which the steps go beyond the boundary")),
    0.02,
  ),
});
