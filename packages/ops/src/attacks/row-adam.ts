import type { AdamAttributes } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { flat } from "../flat.ts";
import { spreadRows } from "../spread-rows.ts";

/**
 * A step of Adam with one second moment per row, the mean of g² over its coordinates, in place of one per
 * coordinate. The step then keeps the direction of the gradient, where Adam's own is nearly its sign: the
 * direction that fits the L2 and the L1 ball.
 *
 * @param w points [B, ...], as `g` and `m`
 * @param v [B]
 * @returns the new `[w, m, v]`
 */
export function rowAdamStep(
  w: tf.Tensor,
  g: tf.Tensor,
  m: tf.Tensor,
  v: tf.Tensor,
  { learningRate, beta1, beta2, epsilon, step }: AdamAttributes,
): [w: tf.Tensor, m: tf.Tensor, v: tf.Tensor] {
  const rate = (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
  return tf.tidy(() => {
    const first = tf.add(tf.mul(m, beta1), tf.mul(g, 1 - beta1));
    const second = tf.add(tf.mul(v, beta2), tf.mul(tf.mean(tf.square(flat(g)), 1), 1 - beta2));
    const scale = tf.div(rate, tf.add(tf.sqrt(second), epsilon));
    return [tf.sub(w, tf.mul(first, spreadRows(scale, w))), first, second];
  });
}
