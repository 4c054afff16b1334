import { Random, type Frozen } from "@disentangle/core";
import { crossEntropyObjective, imageSpace, misclassified } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import type { AttackEvaluation } from "../src/index.ts";
import { cell, dataset, fastGradient, greyImages, linear } from "./toy.ts";

/** Weights of the classifier. [pixels][classes] */
export const WEIGHTS: readonly (readonly number[])[] = [
  [1, -1],
  [-2, 2],
  [0.5, -0.5],
  [3, -3],
];
/** Grey images of 2 × 2 pixels. */
export const IMAGES: readonly (readonly number[])[] = greyImages(40, 2, 1);
/** logit of class 0 minus logit of class 1. */
const MARGINS: readonly number[] = IMAGES.map(
  (image) => 2 * image.reduce((sum, pixel, i) => sum + pixel * (WEIGHTS[i]?.[0] as number), 0) - 2.5,
);
/** What the classifier predicts. */
export const LABELS: readonly number[] = MARGINS.map((margin) => (margin > 0 ? 0 : 1));
/** Smallest L∞ radius that changes the prediction: |margin| / ‖w₀ − w₁‖₁. */
export const OPTIMUM: readonly number[] = MARGINS.map((margin) => Math.abs(margin) / 13);

const plain = linear(WEIGHTS);
/** A linear classifier of two classes; a bias puts the boundary into the middle of the images. */
export const frozen: Frozen = { ...plain, classify: (images) => tf.tidy(() => tf.add(plain.classify(images), tf.tensor1d([0, 2.5]))) };

/** An evaluation of the fast gradient sign method on that classifier, with other options. */
export function evaluation(more: Partial<AttackEvaluation> = {}): AttackEvaluation {
  return {
    cell,
    attack: fastGradient,
    frozen,
    dataset: dataset(IMAGES, LABELS, 2),
    samples: Int32Array.from(IMAGES.keys()),
    spaceOf: ({ images }) => imageSpace(images),
    radius: 0.02,
    restarts: 1,
    combine: "worst-case",
    criterion: misclassified,
    objective: crossEntropyObjective,
    batch: 7,
    random: Random.seeded(1),
    signal: new AbortController().signal,
    ...more,
  };
}
