import { L1, projectPoints, spreadRows, type Method, type OpenRows } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import type { ApgdOptions } from "./options.ts";
import { begin, bestOf, remember, resume, targetsOf, type Progress, type Seen } from "./progress.ts";
import type { Search } from "./search.ts";

/** Share of the coordinates that the first steps change. */
const FIRST_SHARE = 0.2;
/** By what the step size is divided where the sparsity has settled, and how often at most in all. */
const [SHRINK, LEAST] = [1.5, 10];
/** Share of its coordinates that a row must have given up for its step size to start anew. */
const SPARSER = 0.95;
/** The balls searched one after the other, in radii, and the share of the iterations that each gets. */
const BALLS = [
  [3, 0.3],
  [2, 0.3],
  [1, 0.4],
] as const;

/** All that is added is [B]. */
type SparseState = Progress & {
  /** Coordinates that a step changes. */
  readonly count: tf.Tensor1D;
  /** Coordinates in which the best point differed from the origin at the last checkpoint. */
  readonly changed: tf.Tensor1D;
};

/**
 * Auto-PGD under L1 (Croce and Hein, *Mind the Box: l1-APGD for Sparse Adversarial Attacks on Image
 * Classifiers*, ICML 2021): steps along the sign of the largest coordinates of the gradient, as many as fit
 * the sparsity of the best point, projected onto the cut of ball and box; the step size starts at ε, and
 * again wherever the best point has become sparser. The search begins in balls of 3ε and 2ε, whose results
 * are projected onto the next.
 */
export function sparseAutoPgd({ iterations, mode }: Pick<ApgdOptions, "iterations" | "mode">): Search {
  const balls = ballsOf(iterations);
  const period = Math.max(1, Math.floor(0.04 * iterations));
  const radiusAt = (iteration: number, radius: tf.Tensor1D): tf.Tensor1D => tf.mul(radius, balls[iteration] as number);
  return (problem, random, targets): Method<SparseState> => ({
    iterations,
    keep: mode === "stopping" ? "first" : "best",
    start: (rows) => {
      const { space, radius } = rows;
      const delta = L1.start(random, problem.samples, space.origin.shape, problem.radius);
      const points = projectPoints(tf.add(space.origin, delta), space, radius, L1);
      const size = sizeOf(points);
      return {
        ...begin(points, radiusAt(0, radius), targetsOf(targets, rows)),
        count: tf.fill(radius.shape, Math.max(1, FIRST_SHARE * size)),
        changed: tf.fill(radius.shape, size),
      };
    },
    points: (state) => state.points,
    ...(targets && { targets: ({ target }) => target }),
    // A point of a wider ball may lie outside the one that counts.
    met: ({ met, points }, { space, radius }, iteration) =>
      balls[iteration] === 1 ? met : tf.logicalAnd(met, tf.lessEqual(L1.of(tf.sub(points, space.origin)), radius)),
    step: (state, look, iteration, rows) => {
      const next = balls[iteration + 1] as number;
      const seen = remember(state, look);
      if (next !== balls[iteration]) return narrow(seen, tf.mul(rows.radius, next), rows);
      const radius = radiusAt(iteration, rows.radius);
      const sinceBall = iteration - balls.indexOf(next);
      const checked = sinceBall > 0 && sinceBall % period === 0 ? lookBack(seen, radius, rows) : seen;
      return move(checked, radius, rows);
    },
    unsolved: bestOf,
  });
}

/** Radius, in radii of the problem, of each evaluation. */
function ballsOf(iterations: number): readonly number[] {
  const ends = BALLS.map((_, i) => Math.floor(iterations * BALLS.slice(0, i + 1).reduce((sum, [, share]) => sum + share, 0)));
  return Array.from({ length: iterations + 1 }, (_, at) => BALLS[ends.findIndex((end) => at < end)]?.[0] ?? 1);
}

function sizeOf(points: tf.Tensor): number {
  return points.size / Math.max(1, points.shape[0] ?? 1);
}

/** Goes on in a smaller ball, from the best point of the larger one. */
function narrow(state: Seen<SparseState>, radius: tf.Tensor1D, { space }: OpenRows): SparseState {
  const points = projectPoints(state.best, space, radius, L1);
  const size = sizeOf(points);
  return {
    ...begin(points, radius.clone(), state.target),
    count: tf.fill(radius.shape, Math.max(1, FIRST_SHARE * size)),
    changed: tf.fill(radius.shape, size),
  };
}

/** A checkpoint: how sparse the next steps are, and how large. */
function lookBack(state: Seen<SparseState>, radius: tf.Tensor1D, { space }: OpenRows): Seen<SparseState> {
  const [rows = 0] = state.best.shape;
  const differs = tf.cast(tf.notEqual(tf.reshape(tf.sub(state.best, space.origin), [rows, -1]), 0), "float32");
  const changed = tf.sum<tf.Tensor1D>(differs, 1);
  const sparser: tf.Tensor1D = tf.less(changed, tf.mul(state.changed, SPARSER));
  const smaller: tf.Tensor1D = tf.maximum(tf.div(state.size, SHRINK), tf.div(radius, LEAST));
  return {
    ...resume(state, sparser),
    size: tf.where(sparser, radius, smaller),
    count: tf.maximum(1, tf.div(changed, SHRINK)),
    changed,
  };
}

/** A step along the signs of the largest coordinates, of L1 length `size`. */
function move({ gradient, ...state }: Seen<SparseState>, radius: tf.Tensor1D, { space }: OpenRows): SparseState {
  const [rows = 0] = gradient.shape;
  const slope = tf.reshape<tf.Rank.R2>(gradient, [rows, -1]);
  const size = slope.shape[1];
  const magnitude = tf.abs(slope);
  const { values } = tf.topk(magnitude, size, true);
  const last = tf.oneHot(tf.cast(tf.minimum(tf.sub(tf.floor(state.count), 1), size - 1), "int32"), size, 1, 0, "float32");
  const threshold = tf.sum<tf.Tensor1D>(tf.mul(values, last), 1);
  const signs = tf.mul(tf.sign(slope), tf.cast(tf.greaterEqual(magnitude, tf.reshape(threshold, [rows, 1])), "float32"));
  const scale = tf.divNoNan(state.size, tf.sum(tf.abs(signs), 1));
  const moved = tf.sub(state.points, tf.mul(tf.reshape(signs, gradient.shape), spreadRows(scale, gradient)));
  return { ...state, points: projectPoints(moved, space, radius, L1) };
}
