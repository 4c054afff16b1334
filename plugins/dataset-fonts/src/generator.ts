import type { Rows } from "@disentangle/core";
import type { Tensor4D } from "@tensorflow/tfjs";

/**
 * The process behind FONTS, known exactly: an image is a prototype, chosen by class and font, under the
 * affine transformation given by the code. The manifold `fonts` reads it off the dataset.
 */
export interface FontsGenerator {
  /** What each number of a code means. [6] */
  readonly names: readonly string[];
  /** Smallest valid code. [6] */
  readonly lower: Float32Array;
  /** Largest valid code. [6] */
  readonly upper: Float32Array;
  /** The untransformed image of each row. [B, 28, 28, 1]; the caller disposes of it. */
  prototypes(rows: Pick<Rows, "labels" | "factors">): Tensor4D;
}
