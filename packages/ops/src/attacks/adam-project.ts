import type { AdamAttributes } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { adamStep } from "../adam.ts";
import { hasFused, runFused } from "../fused.ts";
import type { NormInBox } from "../norms/norm-in-box.ts";
import type { OpenRows } from "./open-rows.ts";
import { projectPoints } from "./project.ts";

/** Where Adam stands: the points and its two moments, all of one shape. */
export interface AdamPoints extends Readonly<Record<string, tf.Tensor>> {
  readonly points: tf.Tensor;
  readonly m: tf.Tensor;
  readonly v: tf.Tensor;
}

/**
 * A step of Adam on points, then the projection onto box and ball; the moments are not projected. For a norm
 * that names a kernel, as L∞ does, it runs that where the backend has it.
 */
export function adamProject(
  state: AdamPoints,
  gradient: tf.Tensor,
  rows: OpenRows,
  norm: NormInBox,
  attributes: AdamAttributes,
): AdamPoints {
  const kernel = norm.adamProjectKernel;
  return tf.tidy(() => {
    const { origin, lower, upper } = rows.space;
    if (kernel !== undefined && hasFused(kernel)) {
      const inputs = { points: state.points, g: gradient, m: state.m, v: state.v, origin, lower, upper, radius: rows.radius };
      const [points, m, v] = runFused(kernel, inputs, { ...attributes }) as [tf.Tensor, tf.Tensor, tf.Tensor];
      return { points, m, v };
    }
    const [moved, m, v] = adamStep(state.points, gradient, state.m, state.v, attributes);
    return { points: projectPoints(moved, rows.space, rows.radius, norm), m, v };
  });
}
