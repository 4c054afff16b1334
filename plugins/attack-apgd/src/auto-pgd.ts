import { L2, LINF, projectPoints, spreadRows, type Method, type OpenRows } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { checkpoints } from "./checkpoints.ts";
import type { DenseApgdOptions } from "./options.ts";
import { begin, bestOf, remember, resume, targetsOf, type Progress, type Seen } from "./progress.ts";
import type { Search } from "./search.ts";

/** Share α of the gradient step in an update; the rest is momentum. */
const STEP_SHARE = 0.75;

/** Points are [B, ...], all else [B]. */
type AutoState = Progress & {
  readonly previous: tf.Tensor;
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
 * Auto-PGD under L∞ and L2 (Croce and Hein 2020, Algorithm 1): steps of steepest descent with momentum whose
 * size starts at 2ε and is halved, row by row, at checkpoints where the loss improved too seldom or the best
 * point has not changed; the row then goes on from its best point. Nothing but the number of iterations is to
 * be chosen. The start is the one all attacks here share, not uniform in the ball.
 */
export function autoPgd(
  norm: typeof LINF | typeof L2,
  { iterations, mode, rho }: Pick<DenseApgdOptions, "iterations" | "mode" | "rho">,
): Search {
  const periods = checkpoints(iterations);
  return (problem, random, targets): Method<AutoState> => ({
    iterations,
    keep: mode === "stopping" ? "first" : "best",
    start: (rows) => {
      const { space, radius } = rows;
      const delta = norm.start(random, problem.samples, space.origin.shape, problem.radius);
      const points = projectPoints(tf.add(space.origin, delta), space, radius, norm);
      const zeros = tf.zerosLike(radius);
      const worst = tf.fill<tf.Rank.R1>(radius.shape, Infinity);
      return {
        ...begin(points, tf.mul(radius, 2), targetsOf(targets, rows)),
        previous: points.clone(),
        lastLoss: worst,
        improving: zeros,
        pastBest: worst.clone(),
        halved: zeros.clone(),
      };
    },
    points: (state) => state.points,
    ...(targets && { targets: ({ target }) => target }),
    step: (state, look, iteration, rows) => {
      const improved = tf.cast<tf.Tensor1D>(tf.less(look.loss, state.lastLoss), "float32");
      const seen = remember(state, look);
      const counted = {
        ...seen,
        lastLoss: look.loss,
        // The first look is no step.
        improving: iteration === 0 ? tf.zerosLike(rows.radius) : tf.add<tf.Tensor1D>(state.improving, improved),
        pastBest: iteration === 0 ? seen.bestLoss : state.pastBest,
      };
      const period = periods.get(iteration);
      return move(period === undefined ? counted : lookBack(counted, rho * period, rows), iteration, rows);
    },
    unsolved: bestOf,
  });

  /** A step of steepest descent, mixed with the last move. */
  function move({ gradient, ...state }: Seen<AutoState>, iteration: number, rows: OpenRows): AutoState {
    const { points, previous, size } = state;
    const project = (to: tf.Tensor): tf.Tensor => projectPoints(to, rows.space, rows.radius, norm);
    const stepped = project(tf.sub(points, tf.mul(spreadRows(size, points), steepest(gradient))));
    const mixed = (): tf.Tensor =>
      project(tf.add(points, tf.add(tf.mul(tf.sub(stepped, points), STEP_SHARE), tf.mul(tf.sub(points, previous), 1 - STEP_SHARE))));
    return { ...state, points: iteration === 0 ? stepped : mixed(), previous: points };
  }

  /** The direction of length 1 along which a linear loss rises most. */
  function steepest(gradient: tf.Tensor): tf.Tensor {
    return norm === LINF ? tf.sign(gradient) : tf.divNoNan(gradient, spreadRows(L2.of(gradient), gradient));
  }
}

/** A checkpoint: Conditions 1 and 2 of the paper. */
function lookBack(state: Seen<AutoState>, enough: number, rows: OpenRows): Seen<AutoState> {
  const tooSeldom = tf.less(state.improving, enough);
  const stuck = tf.logicalAnd(tf.equal(state.halved, 0), tf.greaterEqual(state.bestLoss, state.pastBest));
  const halve = tf.logicalOr<tf.Tensor1D>(tooSeldom, stuck);
  return {
    ...resume(state, halve),
    size: tf.mul(state.size, tf.sub(1, tf.mul(0.5, tf.cast(halve, "float32")))),
    lastLoss: tf.where(halve, state.bestLoss, state.lastLoss),
    improving: tf.zerosLike(rows.radius),
    pastBest: state.bestLoss,
    halved: tf.cast<tf.Tensor1D>(halve, "float32"),
  };
}
