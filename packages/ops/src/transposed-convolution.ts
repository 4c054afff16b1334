import * as tf from "@tensorflow/tfjs";
import type { Window } from "./convolution.ts";
import { runFused } from "./fused.ts";
import { reluGradient } from "./relu.ts";
import type { Link } from "./with-gradient.ts";

/** Height and width of a map. */
export type MapSize = readonly [height: number, width: number];

/**
 * Transposed convolution, with gradients in input and kernel, each computed only where it is asked for. No
 * bias. The output's size is given, as several sizes have windows of the same number: with kernel 6, stride 2
 * and pad 2, 3 rows come of 6 and of 7.
 *
 * @param x [B, h, w, C]
 * @param kernel [k, k, C′, C]: the kernel of the convolution from the output back to x
 * @returns [B, height, width, C′]
 */
export function transposedConvolve(x: tf.Tensor4D, kernel: tf.Tensor4D, [height, width]: MapSize, { stride, pad }: Window): tf.Tensor4D {
  return tf.conv2dTranspose(x, kernel, [x.shape[0], height, width, kernel.shape[2]], stride, pad, "floor");
}

/** The same with bias, then ReLU where wanted, with a gradient in the input alone, as a part of a chain. */
export function transposedConvolutionLink(kernel: tf.Tensor4D, bias: tf.Tensor1D, size: MapSize, window: Window, relu: boolean): Link {
  const geometry = { strides: [window.stride, window.stride], pad: window.pad, dataFormat: "NHWC", dimRoundingMode: "floor" };
  return (x, save) => {
    const inputShape = [x.shape[0], ...size, kernel.shape[2]];
    const sum = tf.add(runFused("Conv2DBackpropInput", { dy: x, filter: kernel }, { ...geometry, inputShape })[0] as tf.Tensor, bias);
    const value = relu ? tf.relu(sum) : sum;
    if (relu) save(value);
    return {
      value,
      gradient: (dy, [y]) =>
        runFused("Conv2D", { x: y ? reluGradient(dy, y) : dy, filter: kernel }, { ...geometry, dilations: [1, 1] })[0] as tf.Tensor,
    };
  };
}
