import type { ImageShape } from "@disentangle/core";
import type * as tf from "@tensorflow/tfjs";
import type { Model } from "./model.ts";

/** What is differentiated in the place of a part of a classifier. */
export interface Backward {
  /** In place of `preprocess`, of the same input and output; often the identity. */
  readonly preprocess?: (images: tf.Tensor4D) => tf.Tensor;
  /** In place of the model. */
  readonly model?: Model;
}

/** How images get into a model, and what comes out of it. */
export interface ClassifierFromOptions {
  /** Height, width and channels of the images to be attacked (before `preprocess`). */
  readonly image: ImageShape;
  /**
   * What the model takes for black and for white, such as [0, 255] or [-1, 1]: x in [0, 1] becomes low +
   * (high − low) · x. Default [0, 1].
   */
  readonly range?: readonly [low: number, high: number];
  /**
   * What else happens to images [B, height, width, channels] in `range`, differentiably: normalising,
   * resizing, flattening. Default nothing.
   */
  readonly preprocess?: (images: tf.Tensor4D) => tf.Tensor;
  /**
   * What the model returns. `logits` are passed on. Of `probabilities`, as after a softmax, the logarithm is
   * taken: it equals the logits up to a constant per image, which neither cross-entropy nor margins see, so
   * that gradients do not vanish where the model is sure (until a probability underflows, at a gap of about
   * 69 between logits). `labels` are the predicted classes alone, [B], of a model that tells no scores: it
   * has no gradients either, and needs `classes`. Default `logits`.
   */
  readonly outputs?: "logits" | "probabilities" | "labels";
  /** Number of classes, of a model whose outputs are `labels`. */
  readonly classes?: number;
  /**
   * False where the model answers but cannot be differentiated. It is then called outside of any gradient, so
   * it may do what TensorFlow.js cannot differentiate; attacks that ask for a gradient are refused, those by
   * scores (such as `square`) or by decisions (such as `hopskipjump`) go on. Default true.
   */
  readonly gradients?: boolean;
  /**
   * Differentiable stand-ins for the backward pass (BPDA: Athalye, Carlini and Wagner, *Obfuscated Gradients
   * Give a False Sense of Security*, ICML 2018, Section 4.1): the outputs are those of the model, gradients
   * those of what stands in. Default none.
   */
  readonly backward?: Backward;
  /**
   * Told what is odd about the model, such as a gradient that is not that of its outputs. Default: the
   * console.
   */
  readonly warn?: (words: string) => void;
}
