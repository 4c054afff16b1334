import * as tf from "@tensorflow/tfjs";
import { clip } from "../norms/clip.ts";
import type { Box, NormInBox } from "../norms/norm-in-box.ts";

/**
 * Brings points [B, ...] into the box of a space and the ball of their radius around its origin (which lies
 * in the box): the nearest such point where the norm knows it (L∞ and L1); else, as in the original
 * experiments under L2, clipped to the box and then projected onto the ball, which is inside both though not
 * always nearest.
 *
 * @param radius [B]
 * @param norm L1, L2, L∞, or any other
 */
export function projectPoints(points: tf.Tensor, box: Box, radius: tf.Tensor1D, norm: NormInBox): tf.Tensor {
  if (norm.projectInBox) return norm.projectInBox(points, box, radius);
  const { origin, lower, upper } = box;
  return tf.tidy(() => {
    const delta = tf.sub(clip(points, lower, upper), origin);
    // Clipped once more, because the sum is rounded, and a projection need not shrink every coordinate.
    return clip(tf.add(origin, norm.project(delta, radius)), lower, upper);
  });
}
