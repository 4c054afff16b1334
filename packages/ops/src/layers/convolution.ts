import * as tf from "@tensorflow/tfjs";
import { convolve } from "../convolution.ts";
import { convolutionStep } from "./frozen-step.ts";
import { heFanInThird } from "./initialisation.ts";
import type { Deviation } from "./initialisation.ts";
import { requireImages } from "./require-images.ts";
import type { Layer } from "./layer.ts";
import { settle } from "./layer.ts";

/** Options of {@link convolution}. */
export interface ConvolutionOptions {
  /** Output channels. */
  readonly channels: number;
  /** Side of the square kernel. */
  readonly kernel: number;
  /** 1 unless given. */
  readonly stride?: number;
  /** Zeros added on each side; none unless given. */
  readonly pad?: number;
  /** Whether a bias, 0 at the start, is added; true unless given. */
  readonly bias?: boolean;
  /** Standard deviation of the weights at the start; √(2 / (3 · fan-in)) unless given. */
  readonly deviation?: Deviation;
}

/** 2-D convolution. Variables `conv<i>/kernel` [k, k, C, C′] and `conv<i>/bias` [C′]. */
export function convolution(options: ConvolutionOptions): Layer {
  const { channels, kernel: side, stride = 1, pad = 0, bias: biased = true, deviation = heFanInThird } = options;
  return ({ input, scope, variables }) => {
    const [height, width, depth] = requireImages("A convolution", input);
    const name = variables.name(`${scope}conv`);
    const fan = { input: depth * side * side, output: channels * side * side };
    const kernel = variables.normal(`${name}/kernel`, [side, side, depth, channels], deviation(fan)) as tf.Variable<tf.Rank.R4>;
    const bias = biased ? variables.constant(`${name}/bias`, channels, 0) : undefined;
    const windows = (size: number): number => Math.floor((size + 2 * pad - side) / stride) + 1;
    return {
      output: [windows(height), windows(width), channels],
      forward: (flow) => ({ value: convolve(settle(flow) as tf.Tensor4D, kernel, { stride, pad }), bias }),
      freeze: (before) => [...before, convolutionStep(kernel.clone(), bias?.clone() ?? tf.zeros([channels]), { stride, pad })],
    };
  };
}
