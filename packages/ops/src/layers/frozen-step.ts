import * as tf from "@tensorflow/tfjs";
import { convolutionLink } from "../convolution.ts";
import type { Window } from "../convolution.ts";
import { linearLink } from "../dense.ts";
import { type MapSize, transposedConvolutionLink } from "../transposed-convolution.ts";
import { chain, type Link } from "../with-gradient.ts";

/**
 * One step of a frozen network: differentiable in its input alone. Each optional method gives one step that
 * does the work of two.
 */
export interface FrozenStep {
  /** What it computes with. */
  readonly tensors: readonly tf.Tensor[];
  run(x: tf.Tensor): tf.Tensor;
  /** What `run` does, for a chain with its neighbours. */
  readonly link?: Link;
  /** This, then · factor + shift per channel. */
  readonly rescaled?: (factor: tf.Tensor1D, shift: tf.Tensor1D) => FrozenStep;
  /** This, then max(·, 0). */
  readonly rectified?: () => FrozenStep;
  /** This, then a linear layer; undefined where two products are cheaper than one. */
  readonly multiplied?: (kernel: tf.Tensor2D, bias: tf.Tensor1D) => FrozenStep | undefined;
}

/** One step after the other, neighbours that can be in chains. */
export function runSteps(steps: readonly FrozenStep[], x: tf.Tensor): tf.Tensor {
  let value = x;
  for (let i = 0; i < steps.length;) {
    const links: Link[] = [];
    for (let link = steps[i]?.link; link !== undefined; link = steps[i + links.length]?.link) links.push(link);
    value = links.length > 1 ? chain(links, value) : (steps[i] as FrozenStep).run(value);
    i += Math.max(1, links.length);
  }
  return value;
}

/** A step without weights, such as pooling. */
export function plainStep(run: (x: tf.Tensor) => tf.Tensor): FrozenStep {
  return { tensors: [], run };
}

/** A step without weights that can be in a chain. */
export function linkStep(link: Link): FrozenStep {
  return { tensors: [], ...linked(link) };
}

/** Convolution with bias, then ReLU where wanted. */
export function convolutionStep(kernel: tf.Tensor4D, bias: tf.Tensor1D, window: Window, relu = false): FrozenStep {
  const step: FrozenStep = {
    tensors: [kernel, bias],
    ...linked(convolutionLink(kernel, bias, window, relu)),
  };
  if (relu) return step;
  return {
    ...step,
    rescaled: (factor, shift) => convolutionStep(tf.mul(kernel, factor), tf.add(tf.mul(bias, factor), shift), window),
    rectified: () => convolutionStep(kernel, bias, window, true),
  };
}

/** Transposed convolution with bias, then ReLU where wanted. */
export function transposedConvolutionStep(kernel: tf.Tensor4D, bias: tf.Tensor1D, size: MapSize, window: Window, relu = false): FrozenStep {
  const step: FrozenStep = { tensors: [kernel, bias], ...linked(transposedConvolutionLink(kernel, bias, size, window, relu)) };
  if (relu) return step;
  return {
    ...step,
    rescaled: (factor, shift) =>
      transposedConvolutionStep(tf.mul(kernel, tf.expandDims(factor, 1)), tf.add(tf.mul(bias, factor), shift), size, window),
    rectified: () => transposedConvolutionStep(kernel, bias, size, window, true),
  };
}

/** Linear layer with bias, then ReLU where wanted. */
export function linearStep(kernel: tf.Tensor2D, bias: tf.Tensor1D, relu = false): FrozenStep {
  const step: FrozenStep = { tensors: [kernel, bias], ...linked(linearLink(kernel, bias, relu)) };
  if (relu) return step;
  const [inputs, middle] = kernel.shape;
  return {
    ...step,
    rescaled: (factor, shift) => linearStep(tf.mul(kernel, factor), tf.add(tf.mul(bias, factor), shift)),
    rectified: () => linearStep(kernel, bias, true),
    multiplied: (next, nextBias) => {
      const outputs = next.shape[1];
      if (inputs * outputs > inputs * middle + middle * outputs) return undefined;
      return linearStep(tf.matMul(kernel, next), tf.add(productOf(bias, next), nextBias));
    },
  };
}

/** · factor + shift per channel: a batch norm that follows no convolution or linear layer. */
export function rescalingStep(factor: tf.Tensor1D, shift: tf.Tensor1D): FrozenStep {
  return {
    tensors: [factor, shift],
    run: (x) => tf.add(tf.mul(x, factor), shift),
    multiplied: (kernel, bias) => linearStep(tf.mul(tf.expandDims<tf.Tensor2D>(factor, 1), kernel), tf.add(productOf(shift, kernel), bias)),
  };
}

function linked(link: Link): Required<Pick<FrozenStep, "link" | "run">> {
  return { link, run: (x) => chain([link], x) };
}

function productOf(row: tf.Tensor1D, matrix: tf.Tensor2D): tf.Tensor1D {
  return tf.squeeze(tf.matMul(tf.expandDims<tf.Tensor2D>(row, 0), matrix), [0]);
}
