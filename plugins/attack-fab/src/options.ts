import * as v from "valibot";

/** Options of `fab`; every field may be left out. */
export interface FabOptions {
  /** Norm that is minimised. Default `linf`. */
  readonly norm: "linf" | "l2" | "l1";
  /** Steps, towards each class where `targeted`; 1 to 100,000. Default 100. */
  readonly iterations: number;
  /** How many classes to look at, the most likely ones first; 1 to 1000. Default 9. */
  readonly targets: number;
  /**
   * Whether to go towards one of those classes after the other (FAB-T), or at each step towards the nearest
   * of them, at the cost of a gradient for each. Default true.
   */
  readonly targeted: boolean;
  /** Starts, the first at the origin, the others at random nearby; 1 to 1000. Default 1. */
  readonly restarts: number;
}

/** Checks {@link FabOptions} and fills in defaults. */
export const fabOptions: v.GenericSchema<unknown, FabOptions> = v.strictObject({
  norm: v.optional(v.pipe(v.picklist(["linf", "l2", "l1"]), v.description("norm that is minimised: linf, l2 or l1")), "linf"),
  iterations: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000), v.description("steps, towards each class where targeted")),
    100,
  ),
  targets: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000), v.description("classes to look at, the most likely first")),
    9,
  ),
  targeted: v.optional(
    v.pipe(v.boolean(), v.description("whether to go towards one class after the other, or at each step towards the nearest")),
    true,
  ),
  restarts: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000), v.description("starts, the first at the origin")),
    1,
  ),
});
