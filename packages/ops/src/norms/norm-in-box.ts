import type { FUSED, Norm, SearchSpace } from "@disentangle/core";
import type * as tf from "@tensorflow/tfjs";

/** The bounds of a space, and the point in them around which the ball lies. */
export type Box = Pick<SearchSpace, "origin" | "lower" | "upper">;

/**
 * A norm that may know its ball cut with a box. What it does not know, {@link projectPoints} does for any
 * norm.
 */
export interface NormInBox extends Norm {
  /**
   * The nearest point of box and ball, where it is known in closed form.
   *
   * @param points [B, ...]
   * @param radius of each row. [B]
   */
  readonly projectInBox?: (points: tf.Tensor, box: Box, radius: tf.Tensor1D) => tf.Tensor;
  /**
   * The kernel that takes a step of Adam and projects as `projectInBox` does; it runs on backends that have
   * it.
   */
  readonly adamProjectKernel?: typeof FUSED.adamProject;
}
