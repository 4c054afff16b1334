import type { Attack, Objective, Problem } from "@disentangle/core";
import {
  chooseRows,
  crossEntropyObjective,
  dlrObjective,
  iterate,
  LINF,
  projectPoints,
  spreadRows,
  towards,
  type GradientLook,
  type Method,
  type OpenRows,
} from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { checkpoints } from "./checkpoints.ts";
import type { ApgdOptions } from "./options.ts";

/** Share α of the gradient step in an update; the rest is momentum. */
const STEP_SHARE = 0.75;

/**
 * A type, not an interface, because `tf.tidy` asks for an index signature. Points are [B, ...], all else [B].
 */
type AutoState = {
  readonly points: tf.Tensor;
  readonly previous: tf.Tensor;
  readonly best: tf.Tensor;
  readonly bestGradient: tf.Tensor;
  readonly bestLoss: tf.Tensor1D;
  /** Step size η. */
  readonly size: tf.Tensor1D;
  /** Loss of the last look. */
  readonly lastLoss: tf.Tensor1D;
  /** Improving steps since the last checkpoint. */
  readonly improving: tf.Tensor1D;
  /** `bestLoss` at the last checkpoint. */
  readonly pastBest: tf.Tensor1D;
  /** Whether the step size was halved at the last checkpoint, 1 or 0. */
  readonly halved: tf.Tensor1D;
};

/**
 * Auto-PGD under L∞ (Croce and Hein 2020, Algorithm 1): sign steps with momentum whose size starts at 2ε and
 * is halved, row by row, at checkpoints where the loss improved too seldom or the best point has not changed;
 * the row then goes on from its best point. Nothing but the number of iterations is to be chosen. The start
 * is the one all attacks here share, not uniform in the ball.
 */
export function autoPgd({ iterations, loss, mode, rho }: ApgdOptions): Attack {
  const periods = checkpoints(iterations);
  return {
    id: "apgd-linf",
    norm: LINF,
    bounded: true,
    perturb(problem, random, signal) {
      const method: Method<AutoState> = {
        iterations,
        keep: mode === "stopping" ? "first" : "best",
        start: ({ space, radius }) => {
          const delta = LINF.start(random, problem.samples, space.origin.shape, problem.radius);
          return begin(projectPoints(tf.add(space.origin, delta), space, radius, LINF), radius);
        },
        points: (state) => state.points,
        step: (state, look, iteration, rows) => {
          const seen = remember(state, look, iteration, rows);
          const period = periods.get(iteration);
          const next = period === undefined ? seen : lookBack(seen, rho * period, rows);
          return move(next, iteration, rows);
        },
        unsolved: (state, last) => {
          const better = tf.less(last.loss, state.bestLoss);
          return chooseRows(better, last.points, state.best);
        },
      };
      return iterate(problem, method, signal, objectiveOf(loss, problem));
    },
  };
}

/** What is minimised; for a targeted criterion, towards the reference class. */
function objectiveOf(loss: ApgdOptions["loss"], problem: Problem): Objective {
  if (loss === "given") return problem.objective;
  const objective = loss === "dlr" ? dlrObjective : crossEntropyObjective;
  return problem.criterion.aim === "reach" ? towards(objective) : objective;
}

/** A state with its current gradient. */
type Seen = AutoState & { readonly gradient: tf.Tensor };

function begin(points: tf.Tensor, radius: tf.Tensor1D): AutoState {
  const zeros = tf.zerosLike(radius);
  const worst = tf.fill<tf.Rank.R1>(radius.shape, Infinity);
  return {
    points,
    previous: points.clone(),
    best: points.clone(),
    bestGradient: tf.zerosLike(points),
    bestLoss: worst,
    size: tf.mul(radius, 2),
    lastLoss: worst.clone(),
    improving: zeros,
    pastBest: worst.clone(),
    halved: zeros.clone(),
  };
}

/** Enters a look: the best point so far, and whether the step improved the loss. */
function remember(state: AutoState, { points, loss, gradient }: GradientLook, iteration: number, rows: OpenRows): Seen {
  const better = tf.less(loss, state.bestLoss);
  const bestLoss = tf.where(better, loss, state.bestLoss);
  const improved = tf.cast<tf.Tensor1D>(tf.less(loss, state.lastLoss), "float32");
  return {
    ...state,
    gradient,
    best: chooseRows(better, points, state.best),
    bestGradient: chooseRows(better, gradient, state.bestGradient),
    bestLoss,
    lastLoss: loss,
    // The first look is no step.
    improving: iteration === 0 ? tf.zerosLike(rows.radius) : tf.add<tf.Tensor1D>(state.improving, improved),
    pastBest: iteration === 0 ? bestLoss : state.pastBest,
  };
}

/** A checkpoint: Conditions 1 and 2 of the paper. */
function lookBack(state: Seen, enough: number, rows: OpenRows): Seen {
  const tooSeldom = tf.less(state.improving, enough);
  const stuck = tf.logicalAnd(tf.equal(state.halved, 0), tf.greaterEqual(state.bestLoss, state.pastBest));
  const halve = tf.logicalOr<tf.Tensor1D>(tooSeldom, stuck);
  return {
    ...state,
    size: tf.mul(state.size, tf.sub(1, tf.mul(0.5, tf.cast(halve, "float32")))),
    points: chooseRows(halve, state.best, state.points),
    gradient: chooseRows(halve, state.bestGradient, state.gradient),
    lastLoss: tf.where(halve, state.bestLoss, state.lastLoss),
    improving: tf.zerosLike(rows.radius),
    pastBest: state.bestLoss,
    halved: tf.cast<tf.Tensor1D>(halve, "float32"),
  };
}

/** A sign step, mixed with the last move. */
function move({ gradient, ...state }: Seen, iteration: number, rows: OpenRows): AutoState {
  const { points, previous, size } = state;
  const project = (to: tf.Tensor): tf.Tensor => projectPoints(to, rows.space, rows.radius, LINF);
  const stepped = project(tf.sub(points, tf.mul(spreadRows(size, points), tf.sign(gradient))));
  const mixed = (): tf.Tensor =>
    project(tf.add(points, tf.add(tf.mul(tf.sub(stepped, points), STEP_SHARE), tf.mul(tf.sub(points, previous), 1 - STEP_SHARE))));
  return { ...state, points: iteration === 0 ? stepped : mixed(), previous: points };
}
