import { LOSS_NAMES, type LossName } from "@disentangle/ops";
import * as v from "valibot";

/** Options of the attacks with sign steps; every field may be left out. */
export interface SignOptions {
  /** Number of updates T, 1 to 100,000; T + 1 points are evaluated. */
  readonly iterations: number;
  /**
   * Size α of a step as a share of the radius, above 0. Default: as published. Ignored where `absoluteStep`
   * is given.
   */
  readonly step: number;
  /** Size α of a step in units of the space, such as 0.01 of pixel values; above 0. */
  readonly absoluteStep?: number | undefined;
  /** Decay μ of the accumulated gradient; 0 for none. */
  readonly momentum: number;
  /** Where to start: `uniform` in the ball (box and ball cut), or the `origin`. */
  readonly start: "uniform" | "origin";
  /** What is minimised. Default `given`: the objective of the problem, cross-entropy in runs. */
  readonly loss: LossName;
  /** `linf` steps by the sign of the gradient, `l2` by the gradient scaled to unit length. Default `linf`. */
  readonly norm: "linf" | "l2";
  /**
   * `last` proposes the last point, as published, and as others report numbers; `stopping` the first
   * misclassified one, whose row leaves the batch; `run-through` the most adversarial of all.
   */
  readonly mode: "last" | "stopping" | "run-through";
}

/** What is published of an attack. */
export type Published = Pick<SignOptions, "iterations" | "step" | "momentum" | "start">;

const positive = (words: string) => v.pipe(v.number(), v.finite(), v.gtValue(0), v.description(words));

/** Checks {@link SignOptions} and fills in what is published of one attack. */
export function signOptions(published: Published): v.GenericSchema<unknown, SignOptions> {
  return v.strictObject({
    iterations: v.optional(
      v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000), v.description("number of updates")),
      published.iterations,
    ),
    step: v.optional(positive("size of a step as a share of the radius"), published.step),
    absoluteStep: v.optional(positive("size of a step in units of the space, in place of `step`")),
    momentum: v.optional(
      v.pipe(v.number(), v.finite(), v.minValue(0), v.description("decay of the accumulated gradient, 0 for none")),
      published.momentum,
    ),
    start: v.optional(
      v.pipe(v.picklist(["uniform", "origin"]), v.description("uniform (at random in the ball) or origin")),
      published.start,
    ),
    loss: v.optional(v.pipe(v.picklist(LOSS_NAMES), v.description(`what is minimised: ${LOSS_NAMES.join(", ")}`)), "given"),
    norm: v.optional(v.pipe(v.picklist(["linf", "l2"]), v.description("linf (sign steps) or l2 (the gradient at unit length)")), "linf"),
    mode: v.optional(
      v.pipe(
        v.picklist(["last", "stopping", "run-through"]),
        v.description("stopping (first misclassified point), last (last point, as published) or run-through (best point)"),
      ),
      "stopping",
    ),
  });
}
