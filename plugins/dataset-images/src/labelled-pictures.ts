import type { ImageShape, Split } from "@disentangle/core";

/** Pictures and their classes, wherever they were found; rows are in a fixed order. */
export interface LabelledPictures {
  /** Names of the classes. */
  readonly classes: readonly string[];
  readonly image: ImageShape;
  /** Class of every picture. */
  readonly labels: Int32Array;
  /** Which split each belongs to, where the files say so. */
  readonly splits: readonly Split[] | undefined;
  /** Changes whenever a picture or a label would. */
  readonly hash: string;
  /** Pixels of the pictures at those places, in [0, 1]. */
  readonly read: (places: Int32Array) => Float32Array | Promise<Float32Array>;
}
