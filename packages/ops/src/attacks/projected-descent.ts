import type { Attack } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import type { NormInBox } from "../norms/norm-in-box.ts";
import { adamProject, type AdamPoints } from "./adam-project.ts";
import { iterate } from "./iterate.ts";
import type { Keep, Method } from "./method.ts";
import type { OpenRows } from "./open-rows.ts";
import { projectPoints } from "./project.ts";
import { rowAdamStep } from "./row-adam.ts";

/** How projected gradient descent goes. */
export interface DescentOptions {
  /** Number of updates T; T + 1 points are evaluated. */
  readonly iterations: number;
  /** Adam's learning rate. */
  readonly learningRate: number;
  /** Which point to keep, and with it whether solved rows stop. */
  readonly keep: Keep;
  /**
   * Whether Adam scales its step by coordinate, as published, or by row, which keeps the direction of the
   * gradient.
   */
  readonly scaling: "coordinate" | "row";
}

/**
 * Projected gradient descent under any norm by Adam (0.9, 0.999, 1e-8, no decay) from a random start in the
 * ball, Eq. (1), (3) or (5) of the paper by the space it is given. Steps neither shrink nor take the sign of
 * the gradient; the moments are not projected.
 */
export function projectedDescent(id: string, norm: NormInBox, options: DescentOptions): Attack {
  const { iterations, keep, learningRate, scaling } = options;
  return {
    id,
    norm,
    bounded: true,
    perturb(problem, random, signal) {
      const method: Method<AdamPoints> = {
        iterations,
        keep,
        start: ({ space, radius }) => {
          const delta = norm.start(random, problem.samples, space.origin.shape, problem.radius);
          const points = projectPoints(tf.add(space.origin, delta), space, radius, norm);
          return { points, m: tf.zerosLike(points), v: scaling === "row" ? tf.zerosLike<tf.Tensor>(radius) : tf.zerosLike(points) };
        },
        points: (state) => state.points,
        step: (state, { gradient }, iteration, rows) => {
          const attributes = { learningRate, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0, step: iteration + 1 };
          return scaling === "row" ? byRow(state, gradient, rows, attributes) : adamProject(state, gradient, rows, norm, attributes);
        },
      };
      return iterate(problem, method, signal);
    },
  };

  function byRow(state: AdamPoints, gradient: tf.Tensor, rows: OpenRows, attributes: Parameters<typeof rowAdamStep>[4]): AdamPoints {
    const [moved, m, v] = rowAdamStep(state.points, gradient, state.m, state.v, attributes);
    return { points: projectPoints(moved, rows.space, rows.radius, norm), m, v };
  }
}
