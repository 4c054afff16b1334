import type { Norm, SearchSpace } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { projectBall } from "../ball.ts";
import { project1Ball } from "../ball-l1.ts";
import { spreadRows } from "../spread-rows.ts";

/**
 * Brings points [B, ...] into the box of a space and the ball of their radius around its origin (which lies in the box): the nearest such
 * point for ∞ and 1; for 2, as in the original experiments, clipped to the box and then rescaled, which is inside both though not always
 * nearest.
 *
 * @param radius [B]
 */
export function projectPoints(
  points: tf.Tensor,
  { origin, lower, upper }: Pick<SearchSpace, "origin" | "lower" | "upper">,
  radius: tf.Tensor1D,
  norm: Norm,
): tf.Tensor {
  return tf.tidy(() => {
    if (norm === Infinity) {
      const bound = spreadRows(radius, origin);
      return clip(points, tf.maximum(lower, tf.sub(origin, bound)), tf.minimum(upper, tf.add(origin, bound)));
    }
    if (norm === 2) {
      const delta = tf.sub(clip(points, lower, upper), origin);
      // Clipped once more, because the sum is rounded.
      return clip(tf.add(origin, projectBall(delta, radius, 2)), lower, upper);
    }
    const delta = tf.sub(points, origin);
    const reach = tf.relu(tf.where(tf.greater(delta, 0), tf.sub(upper, origin), tf.sub(origin, lower)));
    return clip(tf.add(origin, project1Ball(delta, radius, reach)), lower, upper);
  });
}

function clip(points: tf.Tensor, lower: tf.Tensor, upper: tf.Tensor): tf.Tensor {
  return tf.minimum(tf.maximum(points, lower), upper);
}
