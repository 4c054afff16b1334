import type { LessonResult, Random } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";

/**
 * Rounds of orthogonal iteration; the share of a component that is lost falls by the square of the ratio of
 * variances in each.
 */
const ROUNDS = 12;

/**
 * Mean, principal directions and standard deviations of images, by orthogonal iteration: the directions are
 * multiplied by the covariance and made orthonormal again.
 *
 * @param images [n, height, width, channels]
 * @param size number of directions D
 * @returns `mean` [P], `basis` [P, D] with orthonormal columns, `spread` [D], for P = height · width ·
 * channels
 */
export async function principalComponents(images: tf.Tensor4D, size: number, random: Random): Promise<LessonResult> {
  const { share, ...tensors } = tf.tidy(() => {
    const [count] = images.shape;
    const flat = tf.reshape<tf.Rank.R2>(images, [count, -1]);
    const mean = tf.mean<tf.Tensor1D>(flat, 0);
    const centred = tf.sub<tf.Tensor2D>(flat, mean);
    const start = Float32Array.from({ length: centred.shape[1] * size }, () => random.normal());
    let basis = tf.tensor2d(start, [centred.shape[1], size]);
    for (let round = 0; round < ROUNDS; round++) {
      basis = tf.linalg.qr(tf.matMul<tf.Tensor2D>(centred, tf.matMul(centred, basis), true))[0] as tf.Tensor2D;
    }
    const variance = tf.mean<tf.Tensor1D>(tf.square(tf.matMul(centred, basis)), 0);
    const total = tf.div(tf.sum(tf.square(centred)), count);
    return { mean, basis, spread: tf.sqrt(variance), share: tf.divNoNan(tf.sum(variance), total) };
  });
  const [explained = 0] = await share.data();
  share.dispose();
  return { tensors, figures: { explained } };
}
