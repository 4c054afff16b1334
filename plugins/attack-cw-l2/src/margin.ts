import type { Objective, Problem } from "@disentangle/core";
import { marginObjective } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";

/** Confidence −κ of the released objective. */
const RELEASED_FLOOR = -3;

/**
 * The margin that fits a problem's criterion: away from the reference class where it is to be left, towards
 * it where it is to be reached.
 */
export function marginFor({ criterion }: Pick<Problem, "criterion">, kappa: number): Objective {
  return marginObjective({ kappa, targeted: criterion.aim === "reach" });
}

/**
 * The objective as released with the original experiments: max(−3, Z_y − max_i Z′_i), where Z′ is Z with the
 * true logit replaced by 0. It differs from the margin where all other logits are negative.
 */
export const releasedMargin: Objective = {
  id: "released-margin",
  loss: (logits, labels) =>
    tf.tidy(() => {
      const truth = tf.oneHot(labels, logits.shape[1], 1, 0, "float32");
      const others = tf.max<tf.Tensor1D>(tf.mul(logits, tf.sub(1, truth)), 1);
      return tf.maximum<tf.Tensor1D>(tf.sub(tf.sum(tf.mul(logits, truth), 1), others), RELEASED_FLOOR);
    }),
};
