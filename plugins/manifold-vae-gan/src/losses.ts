import * as tf from "@tensorflow/tfjs";

/** Keeps logarithms finite, as in the original experiments. */
const TINY = 1e-12;

/** Mean and logarithm of the variance of the posterior of codes, each [B, Q]. */
export interface Posterior {
  readonly mean: tf.Tensor2D;
  readonly logVariance: tf.Tensor2D;
}

/** Splits what an encoder gives, [B, 2 · Q]. */
export function posteriorOf(heads: tf.Tensor): Posterior {
  const size = (heads.shape[1] as number) / 2;
  return { mean: tf.slice(heads, [0, 0], [-1, size]) as tf.Tensor2D, logVariance: tf.slice(heads, [0, size], [-1, size]) as tf.Tensor2D };
}

/** z = μ + σ · n. */
export function sampleCode({ mean, logVariance }: Posterior, noise: tf.Tensor2D): tf.Tensor2D {
  return tf.add(mean, tf.mul(tf.exp(tf.mul(logVariance, 0.5)), noise));
}

/**
 * KL divergence of the posterior from the standard normal distribution: −½ Σ (1 + log σ² − μ² − σ²), over
 * batch and latents.
 */
export function divergence({ mean, logVariance }: Posterior): tf.Scalar {
  return tf.mul(tf.sum(tf.sub(tf.sub(tf.add(logVariance, 1), tf.square(mean)), tf.exp(logVariance))), -0.5);
}

/** Σ |x − x̂|, over batch and pixels. */
export function reconstructionError(images: tf.Tensor, reconstructions: tf.Tensor): tf.Scalar {
  return tf.sum(tf.abs(tf.sub(images, reconstructions)));
}

/** −Σ log(sigmoid(D) + 1e-12): small where the discriminator takes the images for real. */
export function takenForReal(logits: tf.Tensor): tf.Scalar {
  return tf.neg(tf.sum(tf.log(tf.add(tf.sigmoid(logits), TINY))));
}

/** −Σ log(1 − sigmoid(D) + 1e-12): small where the discriminator takes the images for made. */
export function takenForFake(logits: tf.Tensor): tf.Scalar {
  return tf.neg(tf.sum(tf.log(tf.add(tf.sub(1, tf.sigmoid(logits)), TINY))));
}
