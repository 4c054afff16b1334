import type { Dataset, Random } from "@disentangle/core";
import { leadingComponents, Moments } from "@disentangle/ops/components";
import * as tf from "@tensorflow/tfjs";
import { forRows, type Selection } from "./class-rows.ts";
import { reconstructionError } from "./losses.ts";

/** What a VAE-GAN is compared with. */
export interface LinearCoder {
  readonly dataset: Dataset;
  /** Numbers per code: as many principal components. */
  readonly size: number;
  /** Training images that the components are of. */
  readonly train: Selection;
  /** Test images that are reconstructed. */
  readonly test: Selection;
}

/**
 * Mean of Σ |x − x̂| over test images that as many principal components reconstruct, cut off at 0 and 1: what
 * a code of that size tells without a network. NaN where there are none.
 */
export async function linearError({ dataset, size, train, test }: LinearCoder, random: Random, signal: AbortSignal): Promise<number> {
  using seen = new Moments();
  await forRows(dataset, "train", train, signal, (images) => {
    const pixels = flat(images);
    seen.add(pixels);
    pixels.dispose();
  });
  const { mean, covariance } = seen.moments();
  const { directions } = await leadingComponents(covariance, size, random).finally(() => covariance.dispose());
  let [total, count] = [0, 0];
  try {
    await forRows(dataset, "test", test, signal, async (images, indices) => {
      const error = tf.tidy(() => {
        const pixels = flat(images);
        const codes = tf.matMul(tf.sub(pixels, mean), directions);
        return reconstructionError(pixels, tf.clipByValue(tf.add(mean, tf.matMul(codes, directions, false, true)), 0, 1));
      });
      total += (await error.data())[0] as number;
      error.dispose();
      count += indices.length;
    });
  } finally {
    tf.dispose([mean, directions]);
  }
  return total / count;
}

function flat(images: tf.Tensor4D): tf.Tensor2D {
  return tf.reshape(images, [images.shape[0], -1]);
}
