/**
 * What was seen of one model, image by image. An image is known by its position in the test split: the same
 * position under another model, training size or strategy is the same image.
 */
export interface ImageValues {
  /** Images looked at, each once. [n] */
  readonly images: Int32Array;
  /** What was seen of each, such as 1 for success and 0 for none. [n] */
  readonly values: ArrayLike<number>;
  /** Whether an image counts, 1 or 0; absent where all do. [n] */
  readonly counted?: Uint8Array;
}

/** The mean over the images that count, and their number; NaN where there are none. */
export function meanOf({ values, counted }: ImageValues): { readonly mean: number; readonly count: number } {
  let [sum, count] = [0, 0];
  for (let row = 0; row < values.length; row++) {
    if (counted !== undefined && counted[row] === 0) continue;
    sum += values[row] as number;
    count++;
  }
  return { mean: sum / count, count };
}
