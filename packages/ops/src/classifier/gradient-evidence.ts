import { Random } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";

/** Images looked at: more than one, as some wrong gradients begin with the second of a batch. */
const ROWS = 3;
/** Random directions of ±1 per pixel. */
const DIRECTIONS = 3;
/**
 * Half the steps of the central differences, in pixel values; with the last one only whether anything moves
 * is looked at.
 */
const STEPS = [1e-4, 1e-3, 1e-2, 1e-1] as const;

/**
 * What was computed of a classifier, row by row and direction by direction; read it with {@link
 * readEvidence}.
 */
export interface GradientEvidence {
  readonly rows: number;
  /** Everything in one tensor, so that one reading suffices. */
  readonly values: tf.Tensor1D;
}

/** Derivatives of a random weighting of one row's logits along the directions. */
export interface RowEvidence {
  /** By the gradient. */
  readonly claimed: readonly number[];
  /** By central differences, for each step. */
  readonly seen: readonly (readonly number[])[];
  /** The weighted logits: in the batch, in it again, and alone. */
  readonly values: readonly [first: number, again: number, alone: number];
  /** L2 norm of the gradient: how large a derivative along a random direction is to be expected. */
  readonly norm: number;
}

/**
 * Compares a classifier with itself at the first images of a batch: its gradient with central differences,
 * its answer with the answer to the same question, and that to an image with that to the image alone.
 *
 * @param images [B, height, width, channels] in [0, 1]
 */
export function gradientEvidence(classify: (images: tf.Tensor4D) => tf.Tensor, images: tf.Tensor4D): GradientEvidence {
  const rows = Math.min(ROWS, images.shape[0]);
  const random = Random.seeded(1);
  const values = tf.tidy(() => {
    const size = images.size / images.shape[0];
    // A little inside the box, where a model that clips its input has a gradient too.
    const centre = tf.add(tf.mul(tf.slice(images, [0, 0, 0, 0], [rows, -1, -1, -1]), 0.96), 0.02);
    let weights: tf.Tensor1D | undefined;
    const score = (x: tf.Tensor): tf.Tensor1D => {
      const logits = classify(x as tf.Tensor4D) as tf.Tensor2D;
      weights ??= tf.tensor1d(Array.from({ length: logits.shape[1] }, () => random.normal()));
      return tf.sum(tf.mul(logits, weights), 1);
    };
    const first = score(centre);
    const [gradient] = tf.engine().gradients(() => tf.sum(score(centre)), [centre], undefined, true).grads;
    const parts: tf.Tensor[] = [first, score(centre)];
    parts.push(tf.concat(tf.split(centre, rows).map(score)));
    parts.push(gradient ? tf.sqrt(tf.sum(tf.square(gradient), [1, 2, 3])) : tf.zeros([rows]));
    for (let k = 0; k < DIRECTIONS; k++) {
      const signs = Array.from({ length: size }, () => (random.integer(2) === 0 ? -1 : 1));
      const direction = tf.tensor(signs, [1, ...images.shape.slice(1)]);
      parts.push(gradient ? tf.sum(tf.mul(gradient, direction), [1, 2, 3]) : tf.zeros([rows]));
      for (const step of STEPS) {
        const moved = (by: number): tf.Tensor => score(tf.add(centre, tf.mul(direction, by)));
        parts.push(tf.div(tf.sub(moved(step), moved(-step)), 2 * step));
      }
    }
    return tf.concat(parts) as tf.Tensor1D;
  });
  return { rows, values };
}

/** The numbers of the evidence, row by row. */
export function readEvidence(rows: number, values: Float32Array): readonly RowEvidence[] {
  return Array.from({ length: rows }, (_, row) => {
    const at = (part: number): number => values[part * rows + row] as number;
    const stride = 1 + STEPS.length;
    return {
      values: [at(0), at(1), at(2)],
      norm: at(3),
      claimed: Array.from({ length: DIRECTIONS }, (_, k) => at(4 + k * stride)),
      seen: STEPS.map((_, step) => Array.from({ length: DIRECTIONS }, (_, k) => at(4 + k * stride + 1 + step))),
    };
  });
}

/** Rounding of a difference of such values over a step, in float32. */
export const roundingOf = ({ values }: RowEvidence, step: number): number =>
  (2e-6 * (Math.abs(values[0]) + 1e-3)) / (STEPS[step] as number);
