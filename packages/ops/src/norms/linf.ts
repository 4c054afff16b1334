import { FUSED } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { flat } from "../flat.ts";
import { spreadRows } from "../spread-rows.ts";
import { clip } from "./clip.ts";
import type { NormInBox } from "./norm-in-box.ts";
import { startInBall } from "./start-in-ball.ts";

/**
 * The largest change of a coordinate. Its projection clips. Default radii: ε = η = 0.3 (section 4 of the
 * paper).
 */
export const LINF: NormInBox = {
  id: "linf",
  name: "L∞",
  of: (delta) => tf.tidy(() => tf.max(tf.abs(flat(delta)), 1)),
  distance(values, origin, from, to) {
    let most = 0;
    for (let i = from; i < to; i++) most = Math.max(most, Math.abs((values[i] as number) - (origin[i] as number)));
    return most;
  },
  project: (delta, radius) =>
    tf.tidy(() => {
      const bound = spreadRows(radius, delta);
      return clip(delta, tf.neg(bound), bound);
    }),
  start: (random, samples, shape, radius) =>
    startInBall(random, samples, shape, radius, (direction) => {
      let most = 0;
      for (const value of direction) most = Math.max(most, Math.abs(value));
      return most;
    }),
  projectInBox: (points, { origin, lower, upper }, radius) =>
    tf.tidy(() => {
      const bound = spreadRows(radius, origin);
      return clip(points, tf.maximum(lower, tf.sub(origin, bound)), tf.minimum(upper, tf.add(origin, bound)));
    }),
  adamProjectKernel: FUSED.adamProject,
  radii: { image: 0.3, latent: 0.3, transformation: 0.3 },
};
