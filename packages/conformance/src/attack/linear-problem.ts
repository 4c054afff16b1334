import { Random, type Norm, type Problem } from "@disentangle/core";
import { gatherRows, latentSpace, marginObjective, misclassified, type Decoder } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";

const DIMENSIONS = 8;
const CLASSES = 10;

/** Linear classifiers, one a row, with the distance to the nearest decision boundary known in closed form. */
export interface LinearProblem extends Disposable {
  readonly problem: Problem;
  /**
   * Smallest ‖δ‖ that changes the prediction: (z_y − z_j) / ‖w_y − w_j‖* for the nearest class j, in the dual
   * norm. [B]
   */
  readonly optimum: Float64Array;
  /** That class. [B] */
  readonly nearest: Int32Array;
}

/**
 * Rows with linear classifiers of 2 to 10 classes of their own (the space renders logits, which the
 * classifier passes on; absent classes have a logit far below). The nearest class leads the others along the
 * way, so that following the largest logit finds the optimum; the box is too wide to matter.
 *
 * @param factors radius of each row in units of its optimum. [B]
 * @param most how many classes a row has at most, 2 to 10
 */
export function linearProblem(seed: number, norm: Norm, factors: readonly number[], most: number = CLASSES): LinearProblem {
  const random = Random.seeded(seed);
  const rows = factors.length;
  const origin = Float32Array.from({ length: rows * DIMENSIONS }, () => random.normal() * 0.3);
  const rivals = factors.flatMap((_, row) => drawRivals(random, row, most));
  const units = unitRows(
    rivals.map(({ direction }) => direction),
    norm,
  );
  const [weights, offsets] = [new Float32Array(rows * DIMENSIONS * CLASSES), new Float32Array(rows * CLASSES).fill(-1e3)];
  const [labels, nearest, optimum] = [new Int32Array(rows), new Int32Array(rows), new Float64Array(rows)];
  for (const [i, { row, label, rival, away, isNearest }] of rivals.entries()) {
    const at = origin.subarray(row * DIMENSIONS, (row + 1) * DIMENSIONS);
    let offset = -away;
    for (const [k, value] of (units[i] as number[]).entries()) {
      weights[(row * DIMENSIONS + k) * CLASSES + rival] = value;
      offset -= Math.fround(value) * (at[k] as number);
    }
    offsets[row * CLASSES + rival] = offset;
    // The label's own weights are zero.
    offsets[row * CLASSES + label] = 0;
    labels[row] = label;
    if (isNearest) [nearest[row], optimum[row]] = [rival, away];
  }
  const decoder = linearDecoder(tf.tensor3d(weights, [rows, DIMENSIONS, CLASSES]), tf.tensor2d(offsets, [rows, CLASSES]));
  const codes = tf.tensor2d(origin, [rows, DIMENSIONS]);
  const box = (bound: number): number[] => Array.from({ length: DIMENSIONS }, () => bound);
  const space = latentSpace({ name: "latent/linear", codes, lower: box(-3), upper: box(3), decoder });
  codes.dispose();
  const problem: Problem = {
    classify,
    source: classify,
    space,
    labels,
    samples: Int32Array.from({ length: rows }, (_, row) => row),
    radius: Float32Array.from(factors, (factor, row) => factor * (optimum[row] as number)),
    criterion: misclassified,
    objective: marginObjective(),
  };
  return { problem, optimum, nearest, [Symbol.dispose]: () => space[Symbol.dispose]() };
}

function classify(logits: tf.Tensor4D): tf.Tensor2D {
  return tf.reshape(logits, [logits.shape[0], CLASSES]);
}

/**
 * A class that a row may be taken for: its logit is `away` below the label's, and rises along the direction.
 */
interface Rival {
  readonly row: number;
  readonly label: number;
  readonly rival: number;
  readonly isNearest: boolean;
  readonly away: number;
  readonly direction: readonly number[];
}

function drawRivals(random: Random, row: number, most: number): Rival[] {
  const classes = 2 + random.integer(most - 1);
  const [label = 0, nearest = 0, ...others] = random.permutation(classes);
  const reach = 0.1 + 0.2 * random.uniform();
  return [nearest, ...others].map((rival) => {
    const direction = Array.from({ length: DIMENSIONS }, () => random.normal());
    // A class further away also has the lower logit, as all directions have dual norm 1.
    const away = rival === nearest ? reach : reach * (3 + random.uniform());
    return { row, label, rival, isNearest: rival === nearest, away, direction };
  });
}

/** How far out a row is projected from: the error of its dual norm is below half the inverse. */
const FAR = 2 ** 12;

/**
 * Rows of dual norm 1. The dual norm of w is the largest w · δ over the unit ball, and the point of the ball
 * nearest to t · w tends to that δ as t grows: so any norm will do that can project.
 */
function unitRows(rows: readonly (readonly number[])[], norm: Norm): number[][] {
  return tf.tidy(() => {
    const directions = tf.tensor2d(rows.flat(), [rows.length, DIMENSIONS]);
    const far = norm.project(tf.mul(directions, FAR), tf.ones([rows.length])).dataSync();
    return rows.map((row, i) => {
      const dual = row.reduce((sum, value, k) => sum + value * (far[i * DIMENSIONS + k] as number), 0);
      return row.map((value) => value / dual);
    });
  });
}

/** Renders codes to logits, as images of one row of pixels. Owns both tensors. */
function linearDecoder(weights: tf.Tensor3D, offsets: tf.Tensor2D): Decoder {
  return {
    decode: (codes) =>
      tf.tidy(() => {
        const [rows] = codes.shape;
        const logits = tf.add(tf.sum(tf.mul(weights, tf.reshape(codes, [rows, DIMENSIONS, 1])), 1), offsets);
        return tf.reshape(logits, [rows, 1, CLASSES, 1]);
      }),
    select: (chosen) => linearDecoder(gatherRows(weights, chosen), gatherRows(offsets, chosen)),
    [Symbol.dispose]: () => tf.dispose([weights, offsets]),
  };
}
