import * as v from "valibot";

/** Options of `apgd-linf`; every field may be left out. */
export interface ApgdOptions {
  /** Number of updates, 1 to 100,000; one point more is evaluated. Default 100. */
  readonly iterations: number;
  /**
   * What is minimised: `given` by the problem (the run's own objective), `cross-entropy`, or `dlr`, the
   * difference of logits ratio. Default
   * `given`.
   */
  readonly loss: "given" | "cross-entropy" | "dlr";
  /**
   * `stopping` keeps the first misclassified point, `run-through` the best of all iterations. Default
   * `stopping`.
   */
  readonly mode: "stopping" | "run-through";
  /**
   * Share ρ of steps that must improve the loss between two checkpoints, else the step size is halved; 0 to
   * 1. Default 0.75.
   */
  readonly rho: number;
}

/** Checks {@link ApgdOptions} and fills in defaults. */
export const apgdOptions: v.GenericSchema<unknown, ApgdOptions> = v.strictObject({
  iterations: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000), v.description("number of updates")), 100),
  loss: v.optional(
    v.pipe(v.picklist(["given", "cross-entropy", "dlr"]), v.description("given (the run's objective), cross-entropy or dlr")),
    "given",
  ),
  mode: v.optional(
    v.pipe(
      v.picklist(["stopping", "run-through"]),
      v.description("stopping (first misclassified point, solved rows leave the batch) or run-through (best point of all iterations)"),
    ),
    "stopping",
  ),
  rho: v.optional(
    v.pipe(v.number(), v.minValue(0), v.maxValue(1), v.description("share of steps that must improve the loss between checkpoints")),
    0.75,
  ),
});
