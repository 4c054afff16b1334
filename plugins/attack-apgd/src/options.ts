import { LOSS_NAMES, type LossName } from "@disentangle/ops";
import * as v from "valibot";

/** Options of the `apgd` attacks; every field may be left out. */
export interface ApgdOptions {
  /** Number of updates, 1 to 100,000; one point more is evaluated. Default 100. */
  readonly iterations: number;
  /**
   * What is minimised: `given` by the problem (the run's own objective), or a loss by name. `targeted-dlr`
   * and `logit-difference` go towards one class after the other, see `targets`. Default `given`.
   */
  readonly loss: LossName;
  /**
   * How many classes `targeted-dlr` and `logit-difference` go towards, the most likely ones first, each with
   * all updates; 1 to 1000. A criterion that is to be reached has one target, its own. Default 9.
   */
  readonly targets: number;
  /**
   * `stopping` keeps the first misclassified point, `run-through` the best of all iterations. Default
   * `stopping`.
   */
  readonly mode: "stopping" | "run-through";
}

/** Options of those that look at the share of steps that improve: L∞ and L2. */
export interface DenseApgdOptions extends ApgdOptions {
  /**
   * Share ρ of steps that must improve the loss between two checkpoints, else the step size is halved; 0 to
   * 1. Default 0.75.
   */
  readonly rho: number;
}

const shared = {
  iterations: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000), v.description("number of updates")), 100),
  loss: v.optional(v.pipe(v.picklist(LOSS_NAMES), v.description(`what is minimised: ${LOSS_NAMES.join(", ")}`)), "given"),
  targets: v.optional(
    v.pipe(
      v.number(),
      v.integer(),
      v.minValue(1),
      v.maxValue(1000),
      v.description("classes that targeted-dlr and logit-difference go towards, each with all updates"),
    ),
    9,
  ),
  mode: v.optional(
    v.pipe(
      v.picklist(["stopping", "run-through"]),
      v.description("stopping (first misclassified point, solved rows leave the batch) or run-through (best point of all iterations)"),
    ),
    "stopping",
  ),
} as const;

/** Checks {@link ApgdOptions} and fills in defaults. */
export const apgdOptions: v.GenericSchema<unknown, ApgdOptions> = v.strictObject(shared);

/** Checks {@link DenseApgdOptions} and fills in defaults. */
export const denseApgdOptions: v.GenericSchema<unknown, DenseApgdOptions> = v.strictObject({
  ...shared,
  rho: v.optional(
    v.pipe(v.number(), v.minValue(0), v.maxValue(1), v.description("share of steps that must improve the loss between checkpoints")),
    0.75,
  ),
});
