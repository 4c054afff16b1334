import * as v from "valibot";

/** Options of `pgd-l1`; every field may be left out. */
export interface PgdL1Options {
  /** Number of updates T, 0 to 100,000; T + 1 points are evaluated. Default 40. */
  readonly iterations: number;
  /** Adam's learning rate, above 0, in units of the space. Default 0.005. */
  readonly learningRate: number;
  /**
   * `stopping` keeps the first misclassified point and lets its row leave the batch (test attacks);
   * `run-through` runs all iterations and keeps the most adversarial point (training). Default `stopping`.
   */
  readonly mode: "stopping" | "run-through";
  /**
   * Adam's second moment: one per `row` keeps the direction of the gradient, whose largest coordinates alone
   * survive in an L1 ball; one per
   * `coordinate`, as published, makes all coordinates move alike and spreads the budget thin. Default `row`.
   */
  readonly scaling: "coordinate" | "row";
}

/** Checks {@link PgdL1Options} and fills in defaults. */
export const pgdL1Options: v.GenericSchema<unknown, PgdL1Options> = v.strictObject({
  iterations: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100_000), v.description("number of updates")), 40),
  learningRate: v.optional(v.pipe(v.number(), v.finite(), v.gtValue(0), v.description("Adam's learning rate")), 0.005),
  mode: v.optional(
    v.pipe(
      v.picklist(["stopping", "run-through"]),
      v.description("stopping (first misclassified point, solved rows leave the batch) or run-through (best point of all iterations)"),
    ),
    "stopping",
  ),
  scaling: v.optional(
    v.pipe(v.picklist(["coordinate", "row"]), v.description("coordinate (Adam as published) or row (keeps the direction of the gradient)")),
    "row",
  ),
});
