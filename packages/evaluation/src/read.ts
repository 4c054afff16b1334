import * as tf from "@tensorflow/tfjs";

/** The numbers of a float32 tensor. */
export async function read(tensor: tf.Tensor): Promise<Float32Array> {
  return (await tensor.data()) as Float32Array;
}

/** The numbers of a tensor repeated to a larger shape. */
export async function readBroadcast(tensor: tf.Tensor, shape: number[]): Promise<Float32Array> {
  const full = tf.broadcastTo(tensor, shape);
  try {
    return await read(full);
  } finally {
    full.dispose();
  }
}
