import type { Norm, Random } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { startInBall } from "./start-in-ball.ts";

/**
 * A start that is uniform in volume, as Madry et al. (2018) draw it: under L∞ every coordinate is uniform in
 * [−ε, ε]; under L2 the direction is normal and the distance ε · u^(1/D). Row i draws from
 * `random.fork(samples[i])` alone. {@link Norm.start} is uniform in distance instead, as in the original
 * experiments.
 *
 * @param norm `linf` or `l2`
 * @param shape of the result, [B, ...]
 * @param radius ε of each row. [B]
 */
export function uniformInBall(norm: Norm, random: Random, samples: Int32Array, shape: readonly number[], radius: Float32Array): tf.Tensor {
  const size = shape.slice(1).reduce((product, length) => product * length, 1);
  if (norm.id === "l2") return startInBall(random, samples, shape, radius, lengthOf, (uniform) => uniform ** (1 / size));
  const values = new Float32Array(samples.length * size);
  for (let row = 0; row < samples.length; row++) {
    const stream = random.fork(samples[row] as number);
    for (let i = 0; i < size; i++) values[row * size + i] = (radius[row] as number) * (2 * stream.uniform() - 1);
  }
  return tf.tensor(values, [...shape]);
}

function lengthOf(direction: Float64Array): number {
  let total = 0;
  for (const value of direction) total += value * value;
  return Math.sqrt(total);
}
