import { imageSize, letters } from "./layout.ts";

/** A typeface whose letters are prototypes. */
export interface Face {
  readonly family: string;
  readonly weight: number;
  readonly style: string;
}

/** Untransformed images of all letters of all fonts. */
export interface Prototypes {
  readonly fontCount: number;
  /** Row 784 · (10 · font + class) begins an image, row by row, 0 background to 1 ink. */
  readonly pixels: Float32Array;
  /** SHA-256 of the pixels; part of the dataset's fingerprint. */
  readonly hash: string;
  /** The typefaces, in order, where they are known. */
  readonly faces?: readonly Face[];
}

/** Gathers the prototypes of those fonts and labels, one image a row. */
export function gatherPrototypes(prototypes: Prototypes, fonts: Int32Array, labels: Int32Array): Float32Array {
  const images = new Float32Array(fonts.length * imageSize);
  for (const [row, font] of fonts.entries()) {
    const start = (font * letters.length + (labels[row] as number)) * imageSize;
    images.set(prototypes.pixels.subarray(start, start + imageSize), row * imageSize);
  }
  return images;
}
