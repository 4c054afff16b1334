import * as tf from "@tensorflow/tfjs";

/**
 * Whether the active backend registered a kernel of that name (one of core's `FUSED`, or one of
 * TensorFlow.js's own).
 */
export function hasFused(name: string): boolean {
  return Boolean(tf.getKernel(name, tf.getBackend()));
}

/**
 * Runs a kernel of the active backend directly, without the gradient TensorFlow.js may have registered for
 * it. Callers wrap it in a
 * `tf.customGrad` where a gradient is wanted, and ask {@link hasFused} first.
 *
 * @returns the outputs, in the order the kernel names them
 */
export function runFused(name: string, inputs: tf.NamedTensorMap, attributes: tf.NamedAttrMap = {}): tf.Tensor[] {
  const outputs = tf.engine().runKernel<tf.Tensor | tf.Tensor[]>(name, inputs, attributes);
  return Array.isArray(outputs) ? outputs : [outputs];
}
