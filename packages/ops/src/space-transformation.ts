import type { SearchSpace } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { affineDecoder } from "./decoder.ts";
import { latentSpace } from "./space-latent.ts";

/** The transformation that changes nothing: no translation, no shear, scale 1, no rotation. */
export const IDENTITY_TRANSFORMATION: readonly number[] = [0, 0, 0, 0, 1, 0];

/**
 * The space of adversarial transformations, Eq. (5) of the paper: a point is the six numbers t of {@link
 * affine}, the origin the identity, and it renders to T(x; t). Disposing of it frees what it made, never the
 * images given.
 *
 * @param images [B, height, width, channels] in [0, 1]; stay the caller's, who may free them at once
 * @param bounds smallest and largest valid t, six numbers each, within which a transformation keeps the class
 */
export function transformationSpace(
  images: tf.Tensor4D,
  bounds: { readonly lower: ArrayLike<number>; readonly upper: ArrayLike<number> },
): SearchSpace {
  const codes = tf.tidy(() => tf.tensor2d([...IDENTITY_TRANSFORMATION], [1, 6]).tile<tf.Tensor2D>([images.shape[0], 1]));
  const space = latentSpace({ codes, ...bounds, decoder: affineDecoder(images), name: "transformation" });
  codes.dispose();
  return space;
}
