import type { Split } from "@disentangle/core";

/** What is known of some images: which letter of which typeface, under which transformation. */
export interface SampleCodes {
  /** [B] */
  readonly fonts: Int32Array;
  /** [B] */
  readonly labels: Int32Array;
  /** θ, six numbers a row. [B · 6] */
  readonly theta: Float32Array;
}

/** Where the codes of images come from: drawn from a seed, or read from files. */
export interface Samples {
  /** Number of images in a split, validation images included. */
  readonly sizes: Readonly<Record<Split, number>>;
  /** Hash of all codes, or of what they are computed from. */
  readonly hash: string;
  /** Codes of the images at those positions, each within the split. */
  codes(split: Split, positions: Int32Array): SampleCodes;
  /** The images themselves, row by row, where they need not be rendered. [B · 784] */
  images?(split: Split, positions: Int32Array): Promise<Float32Array>;
}
