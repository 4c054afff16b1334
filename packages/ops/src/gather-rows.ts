import * as tf from "@tensorflow/tfjs";

/** Those rows of a tensor [B, ...], in that order; rows may repeat. The caller disposes of the result. */
export function gatherRows<T extends tf.Tensor>(tensor: T, rows: Int32Array): T {
  return tf.tidy(() => tf.gather<T>(tensor, tf.tensor1d(rows, "int32")));
}
