import * as tf from "@tensorflow/tfjs";

/** Each coordinate between its bounds, whose shapes broadcast to the points'. */
export function clip(points: tf.Tensor, lower: tf.Tensor, upper: tf.Tensor): tf.Tensor {
  return tf.minimum(tf.maximum(points, lower), upper);
}
