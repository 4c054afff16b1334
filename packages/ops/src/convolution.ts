import * as tf from "@tensorflow/tfjs";
import { runFused } from "./fused.ts";
import { reluGradient } from "./relu.ts";
import { chain, type Link } from "./with-gradient.ts";

/** Where the windows of a convolution lie. */
export interface Window {
  /** Distance between windows, both ways. */
  readonly stride: number;
  /**
   * Zeros added on each of the four sides. A window that does not fit any more is left out: 7 rows, kernel 4,
   * stride 2, pad 1 give 3.
   */
  readonly pad: number;
}

/** Convolution with gradients in input and kernel, each computed only where it is asked for. No bias. */
export function convolve(x: tf.Tensor4D, kernel: tf.Tensor4D, { stride, pad }: Window): tf.Tensor4D {
  return tf.conv2d(x, kernel, stride, pad, "NHWC", 1, "floor");
}

/**
 * Convolution of a frozen classifier: bias and ReLU in the epilogue of one kernel, and a gradient in the
 * input alone (TensorFlow.js's fused convolution computes kernel gradients whenever it computes any).
 *
 * @param x [B, H, W, C]
 * @param kernel [k, k, C, C′]
 * @param bias [C′]
 * @param relu whether max(·, 0) follows
 */
export function frozenConvolution(x: tf.Tensor4D, kernel: tf.Tensor4D, bias: tf.Tensor1D, window: Window, relu: boolean): tf.Tensor4D {
  return chain([convolutionLink(kernel, bias, window, relu)], x) as tf.Tensor4D;
}

/** {@link frozenConvolution} as a part of a chain. */
export function convolutionLink(kernel: tf.Tensor4D, bias: tf.Tensor1D, window: Window, relu: boolean): Link {
  const geometry = { strides: [window.stride, window.stride], pad: window.pad, dataFormat: "NHWC", dimRoundingMode: "floor" };
  const epilogue = { dilations: [1, 1], activation: relu ? "relu" : "linear" };
  return (x, save) => {
    const value = runFused("FusedConv2D", { x, filter: kernel, bias }, { ...geometry, ...epilogue })[0] as tf.Tensor;
    if (relu) save(value);
    const inputShape = x.shape;
    return {
      value,
      gradient: (dy, [y]) =>
        runFused("Conv2DBackpropInput", { dy: y ? reluGradient(dy, y) : dy, filter: kernel }, { ...geometry, inputShape })[0] as tf.Tensor,
    };
  };
}
