import { Fault } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { type MapSize, transposedConvolve } from "../transposed-convolution.ts";
import { transposedConvolutionStep } from "./frozen-step.ts";
import { heFanInThird } from "./initialisation.ts";
import type { ConvolutionOptions } from "./convolution.ts";
import { requireImages } from "./require-images.ts";
import type { Layer } from "./layer.ts";
import { settle } from "./layer.ts";

/** Options of {@link transposedConvolution}. */
export interface TransposedConvolutionOptions extends ConvolutionOptions {
  /**
   * Rows and columns added at the bottom and on the right, [0, 0] unless given: they tell apart sizes that a
   * stride makes equal.
   */
  readonly outputPadding?: readonly [rows: number, columns: number];
}

/**
 * 2-D transposed convolution: from h rows, (h − 1) · stride − 2 · pad + kernel + output padding. Variables
 * `transposed<i>/kernel` [k, k, C′, C] and `transposed<i>/bias` [C′]. The fan-in that the deviation sees is C
 * · k².
 *
 * @throws Fault `contradiction` where the output padding is not less than the stride
 */
export function transposedConvolution(options: TransposedConvolutionOptions): Layer {
  const { channels, kernel: side, stride = 1, pad = 0, bias: biased = true, deviation = heFanInThird, outputPadding = [0, 0] } = options;
  if (outputPadding.some((added) => added < 0 || added >= stride)) {
    throw new Fault("contradiction", `An output padding of ${outputPadding.join(" and ")} does not fit a stride of ${stride}.`, {
      value: outputPadding,
      mend: "Choose 0 or more, and less than the stride.",
    });
  }
  return ({ input, scope, variables }) => {
    const [height, width, depth] = requireImages("A transposed convolution", input);
    const name = variables.name(`${scope}transposed`);
    const fan = { input: depth * side * side, output: channels * side * side };
    const kernel = variables.normal(`${name}/kernel`, [side, side, channels, depth], deviation(fan)) as tf.Variable<tf.Rank.R4>;
    const bias = biased ? variables.constant(`${name}/bias`, channels, 0) : undefined;
    const sizeOf = (size: number, added: number): number => (size - 1) * stride - 2 * pad + side + added;
    const size: MapSize = [sizeOf(height, outputPadding[0]), sizeOf(width, outputPadding[1])];
    const window = { stride, pad };
    return {
      output: [...size, channels],
      forward: (flow) => ({ value: transposedConvolve(settle(flow) as tf.Tensor4D, kernel, size, window), bias }),
      freeze: (before) => [...before, transposedConvolutionStep(kernel.clone(), bias?.clone() ?? tf.zeros([channels]), size, window)],
    };
  };
}
