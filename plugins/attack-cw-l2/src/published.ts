import type { Attack } from "@disentangle/core";
import { adamStep, iterate, L2, spreadRows, type GradientLook, type Method, type OpenRows } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { marginFor } from "./margin.ts";
import { fromBox, slopeOfBox, toBox } from "./tanh-box.ts";
import type { CwOptions } from "./options.ts";

/** How far the start is drawn from the edges of the box, as in the authors' code. */
const PULL = 1e-6;
/** Above every constant: no upper end of the bracket has been found yet. */
const UNBOUNDED = 1e10;

/**
 * A type, not an interface, because `tf.tidy` asks for an index signature. w, m and v are points, the rest
 * [B].
 */
type SearchState = {
  readonly w: tf.Tensor;
  readonly m: tf.Tensor;
  readonly v: tf.Tensor;
  /** The constant c, and the bracket it is searched in. */
  readonly constant: tf.Tensor1D;
  readonly low: tf.Tensor1D;
  readonly high: tf.Tensor1D;
  /** Whether this constant has had a success, 1 or 0. */
  readonly won: tf.Tensor1D;
};

/**
 * The L2 attack as Carlini and Wagner published it (2017, Section VI.A): minimise ‖δ‖₂² + c · f over w by
 * Adam, f the margin with confidence κ, with a binary search over c for every sample, and keep the smallest
 * perturbation that is adversarial with that confidence. It starts at the origin, so it draws nothing at
 * random, and no search ends early, because that would let the rows of a batch decide about each other.
 */
export function publishedCw({ iterations, learningRate = 0.1, searchSteps, initialConstant, kappa }: CwOptions): Attack {
  // A round is one value of the constant: the start and what the updates lead to.
  const round = iterations + 1;
  return {
    id: "cw-l2",
    norm: L2,
    bounded: false,
    perturb(problem, _random, signal) {
      const objective = marginFor(problem, kappa);
      const method: Method<SearchState> = {
        iterations: searchSteps * round - 1,
        keep: "best",
        start: ({ space, radius }) => {
          const c = tf.fill<tf.Rank.R1>(radius.shape, initialConstant);
          return {
            ...afresh(space.origin, space),
            constant: c,
            low: tf.zerosLike(c),
            high: tf.fill(c.shape, UNBOUNDED),
            won: tf.zerosLike(c),
          };
        },
        points: ({ w }, { space }) => toBox(w, space, 0),
        met: ({ met, loss }) => tf.logicalAnd(met, tf.lessEqual(loss, -kappa)),
        score: ({ points }, { space }) => L2.of(tf.sub(points, space.origin)),
        step: (state, look, iteration, rows) => {
          const won = tf.maximum<tf.Tensor1D>(state.won, tf.cast(look.met, "float32"));
          const place = iteration % round;
          return place === iterations ? nextConstant({ ...state, won }, rows) : descend({ ...state, won }, look, place + 1, rows);
        },
      };
      return iterate(problem, method, signal, objective);
    },
  };

  function descend(state: SearchState, { points, gradient }: GradientLook, step: number, { space }: OpenRows): SearchState {
    const delta = tf.sub(points, space.origin);
    const total = tf.add(tf.mul(delta, 2), tf.mul(gradient, spreadRows(state.constant, delta)));
    const slope = tf.mul(total, slopeOfBox(state.w, space, 0));
    const [w, m, v] = adamStep(state.w, slope, state.m, state.v, { learningRate, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0, step });
    return { ...state, w, m, v };
  }
}

/** Where a round begins. */
function afresh(origin: tf.Tensor, space: OpenRows["space"]): Pick<SearchState, "w" | "m" | "v"> {
  const w = fromBox(origin, space, PULL);
  return { w, m: tf.zerosLike(w), v: tf.zerosLike(w) };
}

/** Bisects where the bracket has an upper end, else raises the constant tenfold. */
function nextConstant({ constant, low, high, won }: SearchState, { space }: OpenRows): SearchState {
  const success = tf.greater(won, 0);
  const upper = tf.where<tf.Tensor1D>(success, tf.minimum(high, constant), high);
  const lower = tf.where<tf.Tensor1D>(success, low, tf.maximum(low, constant));
  const middle = tf.mul<tf.Tensor1D>(tf.add(lower, upper), 0.5);
  return {
    ...afresh(space.origin, space),
    constant: tf.where(tf.less(upper, UNBOUNDED), middle, tf.mul<tf.Tensor1D>(constant, 10)),
    low: lower,
    high: upper,
    won: tf.zerosLike(won),
  };
}
