import type { Attack, Norm } from "@disentangle/core";
import { iterate, L1, L2, LINF, projectPoints, type Method } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import type { RandomOptions } from "./options.ts";

const NORMS: Readonly<Record<RandomOptions["norm"], Norm>> = { linf: LINF, l2: L2, l1: L1 };

/** One draw per row, classified once to see whether it meets the criterion. */
export function randomStart({ norm: name, centre }: RandomOptions): Attack {
  const norm = NORMS[name];
  return {
    id: "random",
    norm,
    bounded: centre === "origin",
    perturb(problem, random, signal) {
      const method: Method<{ readonly points: tf.Tensor }> = {
        iterations: 0,
        keep: "first",
        start: ({ space, radius }) => {
          const delta = norm.start(random, problem.samples, space.origin.shape, problem.radius);
          const points =
            centre === "zero"
              ? tf.minimum(tf.maximum(delta, space.lower), space.upper)
              : projectPoints(tf.add(space.origin, delta), space, radius, norm);
          return { points };
        },
        points: (state) => state.points,
        step: (state) => state,
      };
      return iterate(problem, method, signal);
    },
  };
}
