import * as tf from "@tensorflow/tfjs";

/** The inverse of `tf.depthToSpace` for NHWC: blocks of pixels become channels. */
export function spaceToDepth(x: tf.Tensor4D, block: number): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const [rows, columns] = [height / block, width / block];
  // Five axes at a time, as not every backend transposes six.
  const split = tf.reshape(x, [batch * rows, block, columns, block * channels]);
  return tf.reshape(tf.transpose(split, [0, 2, 1, 3]), [batch, rows, columns, block * block * channels]);
}
