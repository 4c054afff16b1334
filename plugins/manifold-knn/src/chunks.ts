import { type Dataset, throwIfAborted } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";

/** Images read at a time. */
const CHUNK = 2000;

/**
 * Goes through the first `count` training images, chunk after chunk, as rows of pixels [B, D], which are
 * freed after `use`.
 */
export async function forPixels(
  dataset: Dataset,
  count: number,
  signal: AbortSignal,
  use: (pixels: tf.Tensor2D, from: number) => void | Promise<void>,
): Promise<void> {
  for (let from = 0; from < count; from += CHUNK) {
    throwIfAborted(signal);
    using examples = await dataset.examples(
      "train",
      Int32Array.from({ length: Math.min(CHUNK, count - from) }, (_, i) => from + i),
    );
    const pixels = tf.reshape<tf.Rank.R2>(examples.images, [examples.labels.length, -1]);
    try {
      await use(pixels, from);
    } finally {
      pixels.dispose();
    }
  }
}
