import type { SearchSpace } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";

type Box = Pick<SearchSpace, "lower" | "upper">;

/**
 * The change of variables that keeps points in the box (Carlini and Wagner 2017, Section V.B): x = lower +
 * (upper − lower) · (½ + k)(tanh w + 1). The released code of the original experiments has k = 1e-5, and
 * overshoots the box by as much; here that little is clipped off.
 */
export function toBox(w: tf.Tensor, { lower, upper }: Box, k: number): tf.Tensor {
  return tf.tidy(() => {
    const fraction = tf.mul(tf.add(tf.tanh(w), 1), 0.5 + k);
    return tf.minimum(tf.maximum(tf.add(lower, tf.mul(tf.sub(upper, lower), fraction)), lower), upper);
  });
}

/** dx/dw of {@link toBox}, coordinate by coordinate; the clipping counts as if it were not there. */
export function slopeOfBox(w: tf.Tensor, { lower, upper }: Box, k: number): tf.Tensor {
  return tf.tidy(() => tf.mul(tf.mul(tf.sub(upper, lower), 0.5 + k), tf.sub(1, tf.square(tf.tanh(w)))));
}

/**
 * The w of points in the box, drawn `pull` towards its middle, for w is infinite at its edges. Where the box
 * is a point, 0.
 */
export function fromBox(points: tf.Tensor, { lower, upper }: Box, pull: number): tf.Tensor {
  return tf.tidy(() => {
    const width = tf.sub(upper, lower);
    const position = tf.divNoNan(tf.sub(tf.mul(tf.sub(points, lower), 2), width), width);
    return tf.atanh(tf.mul(tf.clipByValue(position, -1, 1), 1 - pull));
  });
}
