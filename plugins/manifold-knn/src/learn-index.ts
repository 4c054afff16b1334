import type { Dataset, LessonContext, LessonResult } from "@disentangle/core";
import { leadingComponents, Moments } from "@disentangle/ops/components";
import * as tf from "@tensorflow/tfjs";
import { forPixels } from "./chunks.ts";

/** What is learned of the training images. */
export interface IndexLesson {
  readonly dataset: Dataset;
  /** Training images, the first, of all classes. */
  readonly count: number;
  /** Principal components that neighbours are searched in. */
  readonly components: number;
}

/**
 * Principal components of the training images, and their codes in them: what exact neighbours are searched
 * by.
 *
 * @returns `mean` [D], `components` [D, K], `codes` [n, K]
 */
export async function learnIndex({ dataset, count, components }: IndexLesson, context: LessonContext): Promise<LessonResult> {
  const { random, signal } = context;
  using seen = new Moments();
  await forPixels(dataset, count, signal, (pixels, from) => {
    seen.add(pixels);
    context.progress((0.5 * (from + pixels.shape[0])) / count, "covariance");
  });
  const { mean, covariance } = seen.moments();
  try {
    const { directions, variances } = await leadingComponents(covariance, components, random.fork("components"));
    const total = tf.tidy(() => tf.sum(tf.mul(covariance, tf.eye(covariance.shape[0]))).dataSync()[0] as number);
    const size = directions.shape[1];
    const codes = new Float32Array(count * size);
    await forPixels(dataset, count, signal, async (pixels, from) => {
      const own = tf.tidy(() => tf.matMul(tf.sub(pixels, mean), directions));
      codes.set(await own.data(), from * size);
      own.dispose();
      context.progress(0.6 + (0.4 * (from + pixels.shape[0])) / count, "codes");
    });
    return {
      tensors: { mean: mean.clone(), components: directions, codes: tf.tensor2d(codes, [count, size]) },
      figures: {
        "images in the index": count,
        "variance explained": total > 0 ? variances.reduce((sum, value) => sum + value, 0) / total : 1,
      },
    };
  } finally {
    tf.dispose([mean, covariance]);
  }
}
