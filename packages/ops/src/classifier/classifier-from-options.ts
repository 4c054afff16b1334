import type { ImageShape } from "@disentangle/core";
import type * as tf from "@tensorflow/tfjs";

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
   * 69 between logits). Default `logits`.
   */
  readonly outputs?: "logits" | "probabilities";
  /**
   * Told what is odd about the model, such as a gradient that is not that of its outputs. Default: the
   * console.
   */
  readonly warn?: (words: string) => void;
}
