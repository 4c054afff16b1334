import { FUSED } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { flat } from "../flat.ts";
import { hasFused, runFused } from "../fused.ts";
import { chooseRows } from "../spread-rows.ts";
import type { Look } from "./method.ts";

/**
 * What is kept of every row, all of it on the backend until the end (a type, not an interface: `tf.tidy` asks
 * for an index signature).
 */
export type Kept = {
  readonly points: tf.Tensor;
  /** Score of the point kept. [B] */
  readonly score: tf.Tensor1D;
  /** Iteration at which the criterion was first met, −1 where never; float32. [B] */
  readonly first: tf.Tensor1D;
  /** Number of looks with a zero gradient; float32. [B] */
  readonly zeros: tf.Tensor1D;
};

/**
 * Takes the points of a look where they meet the criterion for the first time, and from then on where their
 * score is lower and, unless
 * `lowest` is set, they meet it. Runs the backend's kernel `FUSED.keepBest` where there is one.
 *
 * @param score what is compared. [B]
 */
export function keepBest(kept: Kept, look: Look, score: tf.Tensor1D, iteration: number, lowest: boolean): Kept {
  return tf.tidy(() => {
    if (hasFused(FUSED.keepBest)) {
      const counted = look.zero === undefined ? {} : { zero: look.zero };
      const before = { kept: kept.points, keptScore: kept.score, first: kept.first, zeros: kept.zeros };
      const inputs = { points: look.points, score, met: look.met, ...before, ...counted };
      const [points, lower, first, zeros] = runFused(FUSED.keepBest, inputs, { iteration, lowest }) as [tf.Tensor, ...tf.Tensor1D[]];
      return { points, score: lower, first, zeros } as Kept;
    }
    const seen = tf.greaterEqual(kept.first, 0);
    const lower = tf.logicalAnd(tf.less(score, kept.score), seen);
    const begins = tf.logicalAnd(look.met, tf.logicalNot(seen));
    const take = tf.logicalOr(lowest ? lower : tf.logicalAnd(lower, look.met), begins);
    return {
      points: chooseRows(take, look.points, kept.points),
      score: tf.where(take, score, kept.score),
      first: tf.where(begins, tf.fill<tf.Rank.R1>(kept.first.shape, iteration), kept.first),
      zeros: look.zero === undefined ? kept.zeros.clone() : tf.add<tf.Tensor1D>(kept.zeros, tf.cast(look.zero, "float32")),
    };
  });
}

/**
 * Whether all of a row [B, ...] is zero; [B] bool. Runs the backend's kernel `FUSED.zeroRows` where there is
 * one.
 */
export function zeroRows(x: tf.Tensor): tf.Tensor1D {
  if (hasFused(FUSED.zeroRows)) return runFused(FUSED.zeroRows, { x })[0] as tf.Tensor1D;
  return tf.tidy(() => tf.equal<tf.Tensor1D>(tf.sum(tf.abs(flat(x)), 1), 0));
}
