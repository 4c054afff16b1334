import * as v from "valibot";

/** Options of `autoattack`; every field may be left out. */
export interface AutoAttackOptions {
  /** Norm of the ball. Default `linf`. */
  readonly norm: "linf" | "l2" | "l1";
  /**
   * `standard` is what leaderboards report; `plus` adds restarts, the loss DLR and FAB without a target;
   * `rand` is for classifiers that draw noise: Auto-PGD alone, on the mean of 20 answers. Default `standard`.
   */
  readonly version: "standard" | "plus" | "rand";
  /** Steps of Auto-PGD and of FAB, 1 to 100,000. Default 100. */
  readonly iterations: number;
  /** Most forward passes of Square, 1 to 1,000,000. Default 5000. */
  readonly queries: number;
}

/** Checks {@link AutoAttackOptions} and fills in defaults. */
export const autoAttackOptions: v.GenericSchema<unknown, AutoAttackOptions> = v.strictObject({
  norm: v.optional(v.pipe(v.picklist(["linf", "l2", "l1"]), v.description("norm of the ball: linf, l2 or l1")), "linf"),
  version: v.optional(
    v.pipe(
      v.picklist(["standard", "plus", "rand"]),
      v.description("standard (as leaderboards report), plus (more restarts and losses) or rand (for classifiers that draw noise)"),
    ),
    "standard",
  ),
  iterations: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000), v.description("steps of Auto-PGD and of FAB")),
    100,
  ),
  queries: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000), v.description("most forward passes of Square")),
    5000,
  ),
});
