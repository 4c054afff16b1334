import * as tf from "@tensorflow/tfjs";

/**
 * Solves a small positive definite system per row by Gauss-Jordan elimination, which needs no pivoting there, wholly on the device.
 *
 * @param matrices [R, D, D]
 * @param sides [R, D]
 * @returns x [R, D] with matrices · x = sides
 */
export function solve(matrices: tf.Tensor3D, sides: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const [rows, size] = sides.shape;
    const unit = tf.eye(size);
    let system = tf.concat([matrices, sides.expandDims<tf.Tensor3D>(2)], 2);
    for (let i = 0; i < size; i++) {
      const column = system.slice([0, 0, i], [rows, size, 1]);
      const pivot = system.slice([0, i, 0], [rows, 1, size + 1]).div(column.slice([0, i, 0], [rows, 1, 1]));
      // Minus the unit vector, so that the row of the pivot itself becomes the pivot row.
      system = system.sub(column.sub(unit.slice([0, i], [size, 1])).mul(pivot));
    }
    return system.slice([0, 0, size], [rows, size, 1]).reshape<tf.Tensor2D>([rows, size]);
  });
}
