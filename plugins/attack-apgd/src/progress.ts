import { chooseRows, type GradientLook, type OpenRows } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";

/**
 * What both variants of Auto-PGD remember (a type, not an interface, because `tf.tidy` asks for an index
 * signature). Points are [B, ...], all else [B].
 */
export type Progress = {
  readonly points: tf.Tensor;
  readonly best: tf.Tensor;
  readonly bestGradient: tf.Tensor;
  readonly bestLoss: tf.Tensor1D;
  /** Step size η. */
  readonly size: tf.Tensor1D;
  /** Class gone towards; int32, −1 where none. */
  readonly target: tf.Tensor1D;
};

/** A state with its current gradient. */
export type Seen<S extends Progress> = S & { readonly gradient: tf.Tensor };

/** What is remembered at the start. */
export function begin(points: tf.Tensor, size: tf.Tensor1D, target: tf.Tensor1D): Progress {
  const worst = tf.fill<tf.Rank.R1>(size.shape, Infinity);
  return { points, best: points.clone(), bestGradient: tf.zerosLike(points), bestLoss: worst, size, target };
}

/** Enters a look: the best point so far. */
export function remember<S extends Progress>(state: S, { points, loss, gradient }: GradientLook): Seen<S> {
  const better = tf.less(loss, state.bestLoss);
  return {
    ...state,
    gradient,
    best: chooseRows(better, points, state.best),
    bestGradient: chooseRows(better, gradient, state.bestGradient),
    bestLoss: tf.where(better, loss, state.bestLoss),
  };
}

/** Those rows go on from their best point. */
export function resume<S extends Progress>(state: Seen<S>, rows: tf.Tensor1D): Seen<S> {
  return {
    ...state,
    points: chooseRows(rows, state.best, state.points),
    gradient: chooseRows(rows, state.bestGradient, state.gradient),
  };
}

/** The best of all points, the last included. */
export function bestOf(state: Progress, last: { readonly points: tf.Tensor; readonly loss: tf.Tensor1D }): tf.Tensor {
  return chooseRows(tf.less(last.loss, state.bestLoss), last.points, state.best);
}

/** Targets on the backend, of the open rows in order. */
export function targetsOf(targets: Int32Array | undefined, { rows }: OpenRows): tf.Tensor1D {
  return tf.tensor1d(
    Int32Array.from(rows, (row) => targets?.[row] ?? -1),
    "int32",
  );
}
