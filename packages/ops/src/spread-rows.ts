import * as tf from "@tensorflow/tfjs";

/**
 * One number per row [B], repeated over the whole row: shaped as `like` [B, ...]. A product with a row of
 * ones, because TensorFlow.js's CPU backend broadcasts a column seven times slower than it multiplies.
 */
export function spreadRows(perRow: tf.Tensor, like: tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const [rows = 0] = like.shape;
    const width = rows === 0 ? 0 : like.size / rows;
    return tf.reshape(tf.matMul(tf.reshape<tf.Rank.R2>(perRow, [rows, 1]), tf.ones<tf.Rank.R2>([1, width])), like.shape);
  });
}

/** Row by row, `these` [B, ...] where the flag [B] bool is set, else `those`. */
export function chooseRows(flags: tf.Tensor, these: tf.Tensor, those: tf.Tensor): tf.Tensor {
  return tf.tidy(() => tf.where(tf.cast(spreadRows(tf.cast(flags, "float32"), these), "bool"), these, those));
}
