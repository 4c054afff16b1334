import type { Random } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";

/**
 * The random start of the original experiments: δ = ε · u · g/‖g‖ with g standard normal and u uniform in [0,
 * 1), so uniform in distance rather than in volume. Row i draws from `random.fork(samples[i])` alone,
 * whatever batch it travels in.
 *
 * @param shape of the result, [B, ...]
 * @param radius ε of each row. [B]
 * @param lengthOf ‖g‖ of the norm
 * @param share of ε to go, of a uniform draw u; u itself where absent
 */
export function startInBall(
  random: Random,
  samples: Int32Array,
  shape: readonly number[],
  radius: Float32Array,
  lengthOf: (direction: Float64Array) => number,
  share: (uniform: number) => number = (uniform) => uniform,
): tf.Tensor {
  const size = shape.slice(1).reduce((product, length) => product * length, 1);
  const values = new Float32Array(samples.length * size);
  const direction = new Float64Array(size);
  for (let row = 0; row < samples.length; row++) {
    const stream = random.fork(samples[row] as number);
    for (let i = 0; i < size; i++) direction[i] = stream.normal();
    const length = lengthOf(direction);
    const scale = ((radius[row] as number) * share(stream.uniform())) / length;
    for (let i = 0; i < size; i++) values[row * size + i] = (direction[i] as number) * scale;
  }
  return tf.tensor(values, [...shape]);
}
