import * as tf from "@tensorflow/tfjs";
import { flat } from "../flat.ts";
import { clip } from "./clip.ts";
import type { NormInBox } from "./norm-in-box.ts";
import { projectL1 } from "./project-l1.ts";
import { startInBall } from "./start-in-ball.ts";

/**
 * The sum of all changes. Its projection soft-thresholds. Default radii: 15 on images, which changes about as
 * much as an L2 norm of 1.5 does (the original experiments have no L1 attack), and 0.6 on codes.
 */
export const L1: NormInBox = {
  id: "l1",
  name: "L1",
  of: (delta) => tf.tidy(() => tf.sum(tf.abs(flat(delta)), 1)),
  distance(values, origin, from, to) {
    let total = 0;
    for (let i = from; i < to; i++) total += Math.abs((values[i] as number) - (origin[i] as number));
    return total;
  },
  project: (delta, radius) => projectL1(delta, radius),
  start: (random, samples, shape, radius) =>
    startInBall(random, samples, shape, radius, (direction) => {
      let total = 0;
      for (const value of direction) total += Math.abs(value);
      return total;
    }),
  projectInBox: (points, { origin, lower, upper }, radius) =>
    tf.tidy(() => {
      const delta = tf.sub(points, origin);
      const reach = tf.relu(tf.where(tf.greater(delta, 0), tf.sub(upper, origin), tf.sub(origin, lower)));
      // Clipped, because the sum is rounded.
      return clip(tf.add(origin, projectL1(delta, radius, reach)), lower, upper);
    }),
  radii: { image: 15, latent: 0.6, transformation: 0.6 },
};
