import * as v from "valibot";

/** Options of the `fmn` attacks; every field may be left out. */
export interface FmnOptions {
  /** Number of updates, 1 to 100,000; one point more is evaluated. Default 100. */
  readonly iterations: number;
  /**
   * First size α₀ of a step, as L2 length in units of the space; above 0. It falls to a hundredth by a
   * cosine. Default 10 under L∞, 0.15 under L2, 0.3 under L1, 1 under L0.
   */
  readonly stepSize: number;
  /**
   * First share γ₀ by which the radius changes, above 0 and below 1; it falls to 0.001 by a cosine. Default
   * 0.05.
   */
  readonly radiusStep: number;
}

/** Checks {@link FmnOptions} and fills in defaults. */
export function fmnOptions(stepSize: number): v.GenericSchema<unknown, FmnOptions> {
  return v.strictObject({
    iterations: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000), v.description("number of updates")), 100),
    stepSize: v.optional(
      v.pipe(v.number(), v.finite(), v.gtValue(0), v.description("first size of a step, an L2 length in units of the space")),
      stepSize,
    ),
    radiusStep: v.optional(v.pipe(v.number(), v.gtValue(0), v.ltValue(1), v.description("first share by which the radius changes")), 0.05),
  });
}
