import type { Norm } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { flat } from "../flat.ts";
import { spreadRows } from "../spread-rows.ts";
import { startInBall } from "./start-in-ball.ts";

/**
 * The Euclidean length. Its projection rescales. Default radii: ε = 1.5 on images, η = 0.3 on codes (section
 * 4 of the paper).
 */
export const L2: Norm = {
  id: "l2",
  name: "L2",
  of: lengthOfRows,
  distance(values, origin, from, to) {
    let total = 0;
    for (let i = from; i < to; i++) {
      const change = (values[i] as number) - (origin[i] as number);
      total += change * change;
    }
    return Math.sqrt(total);
  },
  project: (delta, radius) => tf.tidy(() => tf.mul(delta, spreadRows(tf.minimum(1, tf.divNoNan(radius, lengthOfRows(delta))), delta))),
  start: (random, samples, shape, radius) =>
    startInBall(random, samples, shape, radius, (direction) => {
      let total = 0;
      for (const value of direction) total += value * value;
      return Math.sqrt(total);
    }),
  radii: { image: 1.5, latent: 0.3, transformation: 0.3 },
};

function lengthOfRows(delta: tf.Tensor): tf.Tensor1D {
  return tf.tidy(() => tf.sqrt(tf.sum<tf.Tensor1D>(tf.square(flat(delta)), 1)));
}
