import * as tf from "@tensorflow/tfjs";
import { runFused } from "./fused.ts";
import { reluGradient } from "./relu.ts";
import { chain, type Link } from "./with-gradient.ts";

/**
 * Linear layer of a frozen classifier: x · kernel + bias, with bias and ReLU in the epilogue of one kernel,
 * and a gradient in the input alone.
 *
 * @param x [B, n]
 * @param kernel [n, n′]
 * @param bias [n′]
 * @param relu whether max(·, 0) follows
 */
export function frozenLinear(x: tf.Tensor2D, kernel: tf.Tensor2D, bias: tf.Tensor1D, relu: boolean): tf.Tensor2D {
  return chain([linearLink(kernel, bias, relu)], x) as tf.Tensor2D;
}

/** {@link frozenLinear} as a part of a chain. */
export function linearLink(kernel: tf.Tensor2D, bias: tf.Tensor1D, relu: boolean): Link {
  const attributes = { transposeA: false, transposeB: false, activation: relu ? "relu" : "linear" };
  return (x, save) => {
    // The kernel multiplies batches of matrices: here a batch of one.
    const [a, b] = [tf.expandDims(x, 0), tf.expandDims(kernel, 0)];
    const value = tf.squeeze(runFused("_FusedMatMul", { a, b, bias }, attributes)[0] as tf.Tensor, [0]);
    if (relu) save(value);
    return { value, gradient: (dy, [y]) => tf.matMul(y ? reluGradient(dy, y) : dy, kernel, false, true) };
  };
}
