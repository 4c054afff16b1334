import type { Dataset, LessonContext, LessonResult } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { forPixels } from "./chunks.ts";
import { leadingComponents } from "./principal-components.ts";

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
  const { mean, covariance } = await momentsOf(dataset, count, context);
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

/** Mean and covariance. The caller disposes of them. */
async function momentsOf(
  dataset: Dataset,
  count: number,
  context: LessonContext,
): Promise<{ readonly mean: tf.Tensor1D; readonly covariance: tf.Tensor2D }> {
  // Sums of deviations from the mean of the first images: sums of pixels themselves would lose digits.
  let shift: tf.Tensor1D | undefined;
  let sums: { readonly first: tf.Tensor1D; readonly second: tf.Tensor2D } | undefined;
  try {
    await forPixels(dataset, count, context.signal, (pixels, from) => {
      shift ??= tf.mean(pixels, 0);
      const before = sums;
      const about = shift;
      sums = tf.tidy(() => {
        const moved = tf.sub<tf.Tensor2D>(pixels, about);
        const [first, second] = [tf.sum<tf.Tensor1D>(moved, 0), tf.matMul<tf.Tensor2D>(moved, moved, true)];
        return before
          ? { first: tf.add<tf.Tensor1D>(before.first, first), second: tf.add<tf.Tensor2D>(before.second, second) }
          : { first, second };
      });
      tf.dispose({ ...before });
      context.progress((0.5 * (from + pixels.shape[0])) / count, "covariance");
    });
    return tf.tidy(() => {
      const { first, second } = sums as NonNullable<typeof sums>;
      const offset = tf.div<tf.Tensor1D>(first, count);
      const outer = tf.matMul<tf.Tensor2D>(tf.expandDims<tf.Tensor2D>(offset, 1), tf.expandDims<tf.Tensor2D>(offset, 0));
      return { mean: tf.add<tf.Tensor1D>(shift as tf.Tensor1D, offset), covariance: tf.sub<tf.Tensor2D>(tf.div(second, count), outer) };
    });
  } finally {
    tf.dispose([...(shift ? [shift] : []), ...(sums ? [sums.first, sums.second] : [])]);
  }
}
