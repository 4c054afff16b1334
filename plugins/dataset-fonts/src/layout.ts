import type { Split } from "@disentangle/core";

/** Classes, in order of their label. */
export const letters: readonly string[] = ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J"];

/** Typefaces of the dataset. */
export const fontCount = 1000;

/** Side of an image in pixels. */
export const imageSide = 28;

/** Pixels of an image. */
export const imageSize: number = imageSide * imageSide;

/** Training images before the validation images are taken off the end, and test images. */
export const splitSizes: Readonly<Record<Split, number>> = { train: 960_000, test: 160_000 };

/** Index of the first image of a split among all 1,120,000: training images come first, then test images. */
export const splitStarts: Readonly<Record<Split, number>> = { train: 0, test: splitSizes.train };

/**
 * Which letter of which typeface an image shows. Images are ordered by repetition, then font, then class, so
 * every ten consecutive ones hold each class once, and the first N ≤ 10,000 show only the first N/10 fonts.
 */
export function prototypeOf(index: number): { readonly font: number; readonly label: number } {
  const row = index % (fontCount * letters.length);
  return { font: Math.floor(row / letters.length), label: row % letters.length };
}
