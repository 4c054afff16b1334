import * as tf from "@tensorflow/tfjs";

/**
 * What copies numbers sends their gradients back: `source[i]` is the place in `shape`, row-major, that the
 * i-th number came from.
 */
export function scatterBack(dy: tf.Tensor, source: Int32Array, shape: number[]): tf.Tensor {
  if (source.length === 0) return tf.zeros(shape);
  const sums = tf.scatterND(tf.tensor2d(source, [source.length, 1], "int32"), tf.reshape(dy, [source.length]), [
    tf.util.sizeFromShape(shape),
  ]);
  return tf.reshape(sums, shape);
}

/** For an operation that works on each axis alone: `places[axis]` are the sources along that axis. */
export function sourcesOf(shape: readonly number[], places: readonly (readonly number[])[]): Int32Array {
  let all = Int32Array.of(0);
  for (const [axis, along] of places.entries()) {
    const next = new Int32Array(all.length * along.length);
    const length = shape[axis] as number;
    all.forEach((before, i) => along.forEach((place, n) => (next[i * along.length + n] = before * length + place)));
    all = next;
  }
  return all;
}
