import { FUSED } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { hasFused, runFused } from "../fused.ts";
import { reluGradient } from "../relu.ts";
import { withGradient } from "../with-gradient.ts";
import type { GraphLayer } from "./layer-graph.ts";

interface Weight {
  read(): tf.Tensor;
}

/** A convolution of `tf.layers`. */
interface ConvolutionLayer extends GraphLayer {
  readonly kernel?: Weight;
  readonly depthwiseKernel?: Weight;
  readonly bias: Weight | null;
  readonly strides: readonly number[];
  readonly padding: string;
  readonly dataFormat: string;
  readonly dilationRate: number | readonly number[];
  readonly activation: { getClassName(): string };
}

interface BatchNormLayer extends GraphLayer {
  readonly axis: number;
  readonly epsilon: number;
  readonly gamma?: Weight;
  readonly beta?: Weight;
  readonly movingMean: Weight;
  readonly movingVariance: Weight;
}

/** What a fused convolution can end with. */
export type Ending = "linear" | "relu" | "relu6";

/** The largest number below 6: what ReLU6 gives where it still has a slope. */
const BELOW_SIX = 6 - 2 ** -21;

/** Which ending a layer is; undefined where it is none of them. */
export function endingOf(layer: GraphLayer): Ending | undefined {
  const kind = layer.getClassName();
  if (kind === "ReLU") {
    const { maxValue } = layer as GraphLayer & { readonly maxValue?: number | null };
    if (maxValue === undefined || maxValue === null) return "relu";
    return maxValue === 6 ? "relu6" : undefined;
  }
  return kind === "Activation" ? named(layer as ConvolutionLayer) : undefined;
}

function named({ activation }: { readonly activation: { getClassName(): string } }): Ending | undefined {
  const name = activation.getClassName();
  return name === "linear" || name === "relu" || name === "relu6" ? name : undefined;
}

/** Whether a layer is a convolution that can be folded with what follows it; `ending` is what does. */
export function isConvolution(layer: GraphLayer, followed: boolean): boolean {
  if (!["Conv2D", "DepthwiseConv2D"].includes(layer.getClassName())) return false;
  const { padding, dataFormat, dilationRate } = layer as ConvolutionLayer;
  const plain = [dilationRate].flat().every((step) => step === 1) && dataFormat === "channelsLast" && ["same", "valid"].includes(padding);
  const ending = named(layer as ConvolutionLayer);
  return plain && (followed ? ending === "linear" : ending !== undefined);
}

/** Whether a layer is a batch norm over the channels of images. */
export function isBatchNorm(layer: GraphLayer, rank: number): boolean {
  const { axis } = layer as BatchNormLayer;
  return layer.getClassName() === "BatchNormalization" && (axis === -1 || axis === rank - 1);
}

/** A convolution of an image batch, folded; its gradient is in the images alone. */
export interface FoldedConvolution {
  readonly run: (images: tf.Tensor) => tf.Tensor;
  readonly weights: readonly tf.Tensor[];
}

/** Folds a batch norm and an ending into a convolution; the weights are the caller's to free. */
export function foldConvolution(layer: GraphLayer, norm: GraphLayer | undefined, following: Ending): FoldedConvolution {
  const { kernel, depthwiseKernel, bias, strides, padding } = layer as ConvolutionLayer;
  const deep = depthwiseKernel !== undefined;
  const ending = following === "linear" ? (named(layer as ConvolutionLayer) as Ending) : following;
  const { filter, added } = kept(() => foldedWeights((depthwiseKernel ?? kernel) as Weight, bias, norm as BatchNormLayer | undefined));
  const name = deep ? "FusedDepthwiseConv2D" : "FusedConv2D";
  const gradientName = deep ? "DepthwiseConv2dNativeBackpropInput" : "Conv2DBackpropInput";
  const geometry = { strides: [...strides], pad: padding, dataFormat: "NHWC", dilations: [1, 1] };
  const run = (images: tf.Tensor): tf.Tensor =>
    withGradient([images], (save) => {
      const inputShape = images.shape;
      const value = runFused(
        name,
        { x: images, filter, ...(added && { bias: added }) },
        { ...geometry, activation: ending },
      )[0] as tf.Tensor;
      if (ending !== "linear") save(value);
      const gradient = (dy: tf.Tensor, [y]: readonly tf.Tensor[]): tf.Tensor =>
        runFused(gradientName, { dy: y === undefined ? dy : through(ending, dy, y), filter }, { ...geometry, inputShape })[0] as tf.Tensor;
      return { value, gradient };
    });
  return { run, weights: added === undefined ? [filter] : [filter, added] };
}

/** Tensors that outlive every scope, until they are freed. */
function kept<T extends Record<string, tf.Tensor | undefined>>(make: () => T): T {
  return tf.tidy(() => {
    const made = make();
    for (const tensor of Object.values(made)) if (tensor !== undefined) tf.keep(tensor);
    return made;
  });
}

/** dy where an ending let its input through, for what it gave. */
function through(ending: Ending, dy: tf.Tensor, y: tf.Tensor): tf.Tensor {
  if (ending === "relu") return reluGradient(dy, y);
  if (hasFused(FUSED.betweenGrad))
    return runFused(FUSED.betweenGrad, { dy, x: y }, { low: 0, high: BELOW_SIX, open: true })[0] as tf.Tensor;
  return tf.mul(dy, tf.mul(tf.step(y), tf.cast(tf.less(y, 6), "float32")));
}

type FoldedWeights = { readonly filter: tf.Tensor; readonly added?: tf.Tensor };

/** (x ∗ w + b − mean) · s + offset = x ∗ (w · s) + (b − mean) · s + offset, s = scale / √(variance + ε). */
function foldedWeights(kernel: Weight, bias: Weight | null, norm: BatchNormLayer | undefined): FoldedWeights {
  const filter = kernel.read();
  const own = bias?.read();
  if (norm === undefined) return { filter: filter.clone(), ...(own && { added: own.clone() }) };
  const inverse = tf.rsqrt(tf.add(norm.movingVariance.read(), norm.epsilon));
  const factor: tf.Tensor = norm.gamma === undefined || norm.gamma === null ? inverse : tf.mul(inverse, norm.gamma.read());
  const centred: tf.Tensor = own === undefined ? tf.neg(norm.movingMean.read()) : tf.sub(own, norm.movingMean.read());
  const scaled: tf.Tensor = tf.mul(centred, factor);
  // A depthwise filter has its results in the last two axes, any other in the last.
  const [last = 1] = filter.shape.slice(-1);
  const spread = last === factor.size ? factor : tf.reshape(factor, filter.shape.slice(-2));
  const beta = norm.beta?.read();
  return { filter: tf.mul(filter, spread), added: beta === undefined ? scaled : tf.add(scaled, beta) };
}
