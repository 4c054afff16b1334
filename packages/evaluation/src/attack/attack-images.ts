import { Random, type Attack, type Dataset, type Frozen, type ImageShape } from "@disentangle/core";
import { crossEntropyObjective, gatherRows, imageSpace, makeExamples, misclassified } from "@disentangle/ops";
import type * as tf from "@tensorflow/tfjs";
import { range } from "../batches.ts";
import { checkImages } from "./check-images.ts";
import { evaluateAttack, type AttackEvaluation, type AttackResult } from "./evaluate-attack.ts";

/** What {@link attackImages} attacks. All of {@link AttackEvaluation} may be given besides. */
export interface ImageAttack extends Partial<Omit<AttackEvaluation, "attack" | "frozen" | "dataset" | "samples" | "radius">> {
  readonly attack: Attack;
  readonly frozen: Frozen;
  /** [n, height, width, channels] in [0, 1]; stay the caller's. */
  readonly images: tf.Tensor4D;
  /** True class of each image. [n] */
  readonly labels: ArrayLike<number>;
  /** Radius of the ball: one for all, or one per image. [n] */
  readonly radius: number | Float32Array;
}

/**
 * {@link evaluateAttack} for images at hand rather than a dataset: one restart, untargeted, cross-entropy, seed 1, unless told otherwise.
 *
 * @throws what {@link checkImages} and {@link evaluateAttack} throw
 */
export async function attackImages({ images, labels, restarts = 1, ...options }: ImageAttack): Promise<AttackResult> {
  const [count, ...image] = images.shape;
  const { classes } = options.frozen;
  await checkImages({ images, labels, radius: options.radius, restarts, classes });
  return evaluateAttack({
    cell: { dataset: "images", architecture: "own", strategy: "own", size: 0, model: 0 },
    samples: range(count),
    spaceOf: (examples) => imageSpace(examples.images),
    restarts,
    combine: "worst-case",
    criterion: misclassified,
    objective: crossEntropyObjective,
    random: Random.seeded(1),
    signal: new AbortController().signal,
    ...options,
    dataset: datasetOf(images, labels, image, classes),
  });
}

function datasetOf(images: tf.Tensor4D, labels: ArrayLike<number>, image: ImageShape, classes: number): Dataset {
  return {
    id: "images",
    image,
    classes: Array.from({ length: classes }, (_, label) => String(label)),
    fingerprint: "",
    count: () => images.shape[0],
    examples: async (split, indices) => {
      const own = Int32Array.from(indices, (row) => labels[row] as number);
      return makeExamples({ split, indices, images: gatherRows(images, indices), labels: own });
    },
  };
}
