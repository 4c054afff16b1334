import type { Attack, Problem } from "@disentangle/core";
import { adamStep, iterate, L2, spreadRows, type Method } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { marginFor, releasedMargin } from "./margin.ts";
import type { CwOptions } from "./options.ts";
import { fromBox, slopeOfBox, toBox } from "./tanh-box.ts";

/** Slack k of the released change of variables. */
const SLACK = 1e-5;

/** A type, not an interface, because `tf.tidy` asks for an index signature. */
type DescentState = { readonly w: tf.Tensor; readonly m: tf.Tensor; readonly v: tf.Tensor };

/**
 * The attack as released with the original experiments: minimise ‖δ‖₂ (not squared) + F over w by Adam from a
 * random start in the ball, with no search over constants and no limit on the norm, and keep the first
 * misclassified iterate, not the smallest. Points that start at the edge of the box hardly move, so it is
 * weak.
 */
export function releasedCw({ iterations, learningRate = 0.005 }: CwOptions): Attack {
  return {
    id: "cw-l2",
    norm: L2,
    bounded: false,
    perturb(problem, random, signal) {
      const method: Method<DescentState> = {
        iterations,
        keep: "first",
        start: ({ space }) => {
          const delta = L2.start(random, problem.samples, space.origin.shape, problem.radius);
          const w = fromBox(tf.add(space.origin, delta), space, SLACK);
          return { w, m: tf.zerosLike(w), v: tf.zerosLike(w) };
        },
        points: ({ w }, { space }) => toBox(w, space, SLACK),
        step: (state, { points, gradient }, iteration, { space }) => {
          const delta = tf.sub(points, space.origin);
          const total = tf.add(gradient, tf.divNoNan(delta, spreadRows(L2.of(delta), delta)));
          const slope = tf.mul(total, slopeOfBox(state.w, space, SLACK));
          const attributes = { learningRate, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0, step: iteration + 1 };
          const [w, m, v] = adamStep(state.w, slope, state.m, state.v, attributes);
          return { w, m, v };
        },
      };
      return iterate(problem, method, signal, objectiveFor(problem));
    },
  };
}

function objectiveFor(problem: Problem): Problem["objective"] {
  return problem.criterion.aim === "leave" ? releasedMargin : marginFor(problem, 3);
}
