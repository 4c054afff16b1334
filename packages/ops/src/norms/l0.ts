import type { Norm } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { flat } from "../flat.ts";

/**
 * The number of coordinates that change at all: no norm, as it does not grow in proportion, but a budget like
 * one. Its projection keeps the largest changes. Default radii: 40 values of pixels,
 * 2 of a code or a transformation (the original experiments have no L0 attack).
 */
export const L0: Norm = {
  id: "l0",
  name: "L0",
  of: (delta) => tf.tidy(() => tf.sum<tf.Tensor1D>(tf.cast(tf.notEqual(flat(delta), 0), "float32"), 1)),
  distance(values, origin, from, to) {
    let count = 0;
    for (let i = from; i < to; i++) if (values[i] !== origin[i]) count++;
    return count;
  },
  project: (delta, radius) =>
    tf.tidy(() => {
      const length = tf.abs(flat(delta));
      const [rows, size] = length.shape;
      // The place of each coordinate, largest first; ties by position.
      const { indices } = tf.topk(length, size, true);
      const place = tf.topk(tf.neg(indices), size, true).indices;
      const kept = tf.less(tf.cast(place, "float32"), tf.reshape(tf.floor(radius), [rows, 1]));
      return tf.mul(delta, tf.reshape(tf.cast(kept, "float32"), delta.shape));
    }),
  start: (random, samples, shape, radius) => {
    const size = shape.slice(1).reduce((product, length) => product * length, 1);
    const values = new Float32Array(samples.length * size);
    for (let row = 0; row < samples.length; row++) {
      const stream = random.fork(samples[row] as number);
      const count = Math.min(size, Math.floor(stream.uniform() * (Math.floor(radius[row] as number) + 1)));
      for (const i of stream.permutation(size).subarray(0, count)) values[row * size + i] = stream.normal();
    }
    return tf.tensor(values, [...shape]);
  },
  radii: { image: 40, latent: 2, transformation: 2 },
};
