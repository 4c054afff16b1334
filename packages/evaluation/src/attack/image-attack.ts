import type { Attack, Frozen, Objective } from "@disentangle/core";
import type * as tf from "@tensorflow/tfjs";
import type { AttackEvaluation } from "./attack-evaluation.ts";

/** A class to be reached for each image. */
export interface Goal {
  /** Per image another class than its true one. [n] */
  readonly target: ArrayLike<number>;
}

/** What {@link attackImages} attacks. What an {@link AttackEvaluation} takes besides may be given, too. */
export interface ImageAttack extends Partial<
  Omit<AttackEvaluation, "attack" | "frozen" | "dataset" | "samples" | "radius" | "criterion" | "targets">
> {
  readonly attack: Attack;
  readonly frozen: Frozen;
  /** [n, height, width, channels] in [0, 1]; stay the caller's. */
  readonly images: tf.Tensor4D;
  /** True class of each image. [n] */
  readonly labels: ArrayLike<number>;
  /** Radius of the ball in pixel values: one for all, or one per image. [n] */
  readonly radius: number | Float32Array;
  /** What counts as success: being misclassified, or reaching a target. Default `misclassified`. */
  readonly goal?: "misclassified" | Goal;
  /**
   * What is minimised to be misclassified, by default cross-entropy; turned round where there is a target.
   */
  readonly objective?: Objective;
}
