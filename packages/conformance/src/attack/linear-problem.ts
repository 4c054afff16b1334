import { Random, type Frozen, type Norm, type Problem } from "@disentangle/core";
import { gatherRows, latentSpace, marginObjective, misclassified, type Decoder } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";

const DIMENSIONS = 8;
const CLASSES = 10;

/** Linear classifiers, one a row, with the distance to the nearest decision boundary known in closed form. */
export interface LinearProblem extends Disposable {
  readonly problem: Problem;
  readonly frozen: Frozen;
  /** Smallest ‖δ‖ₚ that changes the prediction: (z_y − z_j) / ‖w_y − w_j‖_q for the nearest class j, with 1/p + 1/q = 1. [B] */
  readonly optimum: Float64Array;
  /** That class. [B] */
  readonly nearest: Int32Array;
}

/**
 * Rows with linear classifiers of 2 to 10 classes of their own (the space renders logits, which the classifier passes on; absent classes have a
 * logit far below). The nearest class leads the others along the way, so that following the largest logit finds the optimum; the box is
 * too wide to matter.
 *
 * @param factors radius of each row in units of its optimum. [B]
 */
export function linearProblem(seed: number, norm: Norm, factors: readonly number[]): LinearProblem {
  const random = Random.seeded(seed);
  const rows = factors.length;
  const [weights, offsets] = [new Float32Array(rows * DIMENSIONS * CLASSES), new Float32Array(rows * CLASSES).fill(-1e3)];
  const origin = Float32Array.from({ length: rows * DIMENSIONS }, () => random.normal() * 0.3);
  const [labels, nearests] = [new Int32Array(rows), new Int32Array(rows)];
  const optimum = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const classes = 2 + random.integer(CLASSES - 1);
    const [label = 0, nearest = 0, ...others] = random.permutation(classes);
    [labels[row], nearests[row]] = [label, nearest];
    const reach = 0.1 + 0.2 * random.uniform();
    const at = origin.subarray(row * DIMENSIONS, (row + 1) * DIMENSIONS);
    offsets[row * CLASSES + label] = 0;
    for (const rival of [nearest, ...others]) {
      // Of dual norm 1, so that a class further away also has the lower logit. The label's own weights are zero.
      const direction = unit(
        Array.from({ length: DIMENSIONS }, () => random.normal()),
        norm,
      );
      const away = rival === nearest ? reach : reach * (3 + random.uniform());
      let offset = -away;
      for (const [i, value] of direction.entries()) {
        weights[(row * DIMENSIONS + i) * CLASSES + rival] = value;
        offset -= Math.fround(value) * (at[i] as number);
      }
      offsets[row * CLASSES + rival] = offset;
    }
    optimum[row] = reach;
  }
  const decoder = linearDecoder(tf.tensor3d(weights, [rows, DIMENSIONS, CLASSES]), tf.tensor2d(offsets, [rows, CLASSES]));
  const codes = tf.tensor2d(origin, [rows, DIMENSIONS]);
  const box = (bound: number): number[] => Array.from({ length: DIMENSIONS }, () => bound);
  const space = latentSpace({ codes, lower: box(-3), upper: box(3), decoder });
  codes.dispose();
  const frozen: Frozen = {
    classes: CLASSES,
    classify: (images) => tf.reshape(images, [images.shape[0], CLASSES]),
    [Symbol.dispose]: () => undefined,
  };
  const problem: Problem = {
    classify: (images) => frozen.classify(images),
    space,
    labels,
    samples: Int32Array.from({ length: rows }, (_, row) => row),
    radius: Float32Array.from(factors, (factor, row) => factor * (optimum[row] as number)),
    criterion: misclassified,
    objective: marginObjective(),
  };
  return { problem, frozen, optimum, nearest: nearests, [Symbol.dispose]: () => space[Symbol.dispose]() };
}

/** A vector of dual norm 1. */
function unit(values: readonly number[], norm: Norm): number[] {
  const magnitudes = values.map(Math.abs);
  const length =
    norm === 1 ? Math.max(...magnitudes) : norm === 2 ? Math.hypot(...values) : magnitudes.reduce((sum, value) => sum + value, 0);
  return values.map((value) => value / length);
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
