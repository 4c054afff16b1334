import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs";

/** Height, width and channels of an image. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/** The two parts of a dataset. */
export type Split = "train" | "test";

/**
 * Labelled images, and the codes they were made from where these are known. Whoever asked for them disposes
 * of them.
 */
export interface Examples extends Disposable {
  /** Position of each row in its split; names the sample, whatever batch it travels in. [B] */
  readonly indices: Int32Array;
  /** [B, height, width, channels], float32 in [0, 1]. */
  readonly images: Tensor4D;
  /** Class of each row. [B] */
  readonly labels: Int32Array;
  /** Continuous latent codes, where known (FONTS: θ). [B, D] */
  readonly codes?: Tensor2D;
  /** Discrete latent factors, where known (FONTS: `font`). Each [B] */
  readonly factors?: Readonly<Record<string, Int32Array>>;
}

/** Examples of a dataset. Split and index name a sample: train image 5 and test image 5 are two samples. */
export type Rows = Examples & { readonly split: Split };

/** Labelled images in a fixed order: training on N images takes the first N. */
export interface Dataset {
  readonly id: string;
  readonly image: ImageShape;
  /** Names of the classes; the label is the position in this list. */
  readonly classes: readonly string[];
  /** Changes whenever an image, label or code would. */
  readonly fingerprint: string;
  /**
   * Present where this is a part of a larger dataset: how to get all of it, in one sentence. Reports say
   * "sample".
   */
  readonly sample?: string;
  /** Number of examples in a split. */
  count(split: Split): number;
  /** The examples at those positions, on the active backend. */
  examples(split: Split, indices: Int32Array): Promise<Rows>;
  /**
   * Bounds within which a transformation of an image (translation x, translation y, shear x, shear y, scale,
   * rotation) keeps its class. [6] Absent where transformations are not to be used.
   */
  readonly transformations?: { readonly lower: Float32Array; readonly upper: Float32Array };
}
