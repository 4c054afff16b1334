import { Random, type Norm } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";

/** Coordinates of a row: those of a small code. A norm may weigh coordinates, so all rows have as many. */
export const SIZE = 6;

/** Rows of normal numbers of several magnitudes, a row of zeros and a row with one entry among them. */
export function drawRows(seed: number): number[][] {
  const random = Random.seeded(seed);
  const scaled = [0.01, 0.3, 1, 1, 1, 4, 30].map((scale) => Array.from({ length: SIZE }, () => Math.fround(scale * random.normal())));
  return [...scaled, Array.from({ length: SIZE }, () => 0), [0, 0, -2, 0, 0, 0]];
}

/** The norm of each row, on the backend. */
export function lengths(norm: Norm, rows: readonly (readonly number[])[]): number[] {
  return tf.tidy(() => Array.from(norm.of(tensorOf(rows)).dataSync()));
}

/** Each row projected onto the ball of its radius. */
export function projected(norm: Norm, rows: readonly (readonly number[])[], radii: readonly number[]): number[][] {
  return tf.tidy(() =>
    norm
      .project(tensorOf(rows), tf.tensor1d([...radii]))
      .reshape<tf.Tensor2D>([rows.length, SIZE])
      .arraySync(),
  );
}

/** The norm of a row, on the host. */
export function lengthOf(norm: Norm, row: readonly number[]): number {
  return norm.distance(Float32Array.from(row), new Float32Array(row.length), 0, row.length);
}

/** Rows [B, 2, 3], for a norm sees rows of any rank. */
function tensorOf(rows: readonly (readonly number[])[]): tf.Tensor3D {
  return tf.tensor3d(rows.flat(), [rows.length, 2, 3]);
}
