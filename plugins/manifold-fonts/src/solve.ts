import * as tf from "@tensorflow/tfjs";

/**
 * Solves a small positive definite system per row by Gauss-Jordan elimination, which needs no pivoting there,
 * wholly on the device.
 *
 * @param matrices [R, D, D]
 * @param sides [R, D]
 * @returns x [R, D] with matrices · x = sides
 */
export function solve(matrices: tf.Tensor3D, sides: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const [count, size] = sides.shape;
    // The batch comes last: slices are then contiguous and factors broadcast along the end, both many times
    // faster on a CPU.
    const system = tf.transpose(tf.concat([matrices, sides.expandDims<tf.Tensor3D>(2)], 2), [1, 2, 0]);
    const rows = tf.unstack(system);
    const entry = (row: tf.Tensor, column: number): tf.Tensor => row.slice(column, 1).reshape([count]);
    for (let i = 0; i < size; i++) {
      const pivot = (rows[i] as tf.Tensor).div(entry(rows[i] as tf.Tensor, i));
      for (const [j, row] of rows.entries()) rows[j] = j === i ? pivot : row.sub(pivot.mul(entry(row, i)));
    }
    return tf.stack(rows.map((row) => entry(row, size))).transpose<tf.Tensor2D>();
  });
}
