import type { Norm, Random } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { project1Ball } from "./ball-l1.ts";
import { spreadRows } from "./spread-rows.ts";

/** The norms 0, 1, 2 and ∞ of every row, each [B]. */
export interface RowNorms {
  readonly l0: tf.Tensor1D;
  readonly l1: tf.Tensor1D;
  readonly l2: tf.Tensor1D;
  readonly linf: tf.Tensor1D;
}

/** ‖δ‖ₚ of every row of `delta` [B, ...]. [B] */
export function rowNorm(delta: tf.Tensor, norm: Norm): tf.Tensor1D {
  return tf.tidy(() => {
    const rows = flat(delta);
    if (norm === 2) return tf.sqrt(tf.sum(tf.square(rows), 1));
    return norm === 1 ? tf.sum(tf.abs(rows), 1) : tf.max(tf.abs(rows), 1);
  });
}

/** All norms a result reports of `delta` [B, ...]; L0 counts the coordinates that are not exactly zero. */
export function norms(delta: tf.Tensor): RowNorms {
  return tf.tidy(() => ({
    l0: tf.sum<tf.Tensor1D>(tf.cast(tf.notEqual(flat(delta), 0), "float32"), 1),
    l1: rowNorm(delta, 1),
    l2: rowNorm(delta, 2),
    linf: rowNorm(delta, Infinity),
  }));
}

/**
 * The Euclidean projection of every row onto the ball of its radius: ∞ clips, 2 rescales, 1 soft-thresholds. Rows inside stay as they are.
 *
 * @param delta [B, ...]
 * @param radius [B], not negative; Infinity leaves a row as it is
 */
export function projectBall(delta: tf.Tensor, radius: tf.Tensor1D, norm: Norm): tf.Tensor {
  return tf.tidy(() => {
    if (norm === 1) return project1Ball(delta, radius);
    if (norm === 2) return tf.mul(delta, spreadRows(tf.minimum(1, tf.divNoNan(radius, rowNorm(delta, 2))), delta));
    const bound = spreadRows(radius, delta);
    return tf.minimum(tf.maximum(delta, tf.neg(bound)), bound);
  });
}

/**
 * The random start of the original experiments: δ = ε · u · g/‖g‖ₚ with g standard normal and u uniform in [0, 1), so uniform in distance
 * rather than in volume. Row i draws from `random.fork(samples[i])` alone, whatever batch it travels in.
 *
 * @param shape of the result, [B, ...]
 * @param radius ε of each row. [B]
 */
export function startInBall(random: Random, samples: Int32Array, shape: readonly number[], radius: Float32Array, norm: Norm): tf.Tensor {
  const size = shape.slice(1).reduce((product, length) => product * length, 1);
  const values = new Float32Array(samples.length * size);
  const direction = new Float64Array(size);
  for (let row = 0; row < samples.length; row++) {
    const stream = random.fork(samples[row] as number);
    let length = 0;
    for (let i = 0; i < size; i++) {
      const value = stream.normal();
      direction[i] = value;
      length = norm === 2 ? length + value * value : norm === 1 ? length + Math.abs(value) : Math.max(length, Math.abs(value));
    }
    if (norm === 2) length = Math.sqrt(length);
    const scale = ((radius[row] as number) * stream.uniform()) / length;
    for (let i = 0; i < size; i++) values[row * size + i] = (direction[i] as number) * scale;
  }
  return tf.tensor(values, [...shape]);
}

/** [B, ...] as [B, D]. */
export function flat(tensor: tf.Tensor): tf.Tensor2D {
  const [rows = 0, ...rest] = tensor.shape;
  return tf.reshape(tensor, [rows, rest.reduce((product, length) => product * length, 1)]);
}
