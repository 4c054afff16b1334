import * as tf from "@tensorflow/tfjs";

/** [B, ...] as [B, D]. */
export function flat(tensor: tf.Tensor): tf.Tensor2D {
  const [rows = 0, ...rest] = tensor.shape;
  return tf.reshape(tensor, [rows, rest.reduce((product, length) => product * length, 1)]);
}
