import { Random, type Dataset, type ImageShape, type Objective } from "@disentangle/core";
import { crossEntropyObjective, gatherRows, imageSpace, makeExamples, misclassified, targeted, towards } from "@disentangle/ops";
import type * as tf from "@tensorflow/tfjs";
import { range } from "../batches.ts";
import type { AttackEvaluation } from "./attack-evaluation.ts";
import { checkImages } from "./check-images.ts";
import { evaluateAttack, type AttackResult } from "./evaluate-attack.ts";
import type { Goal, ImageAttack } from "./image-attack.ts";

/**
 * {@link evaluateAttack} for images at hand rather than a dataset: one restart, untargeted, cross-entropy,
 * seed 1, unless told otherwise.
 *
 * @throws what {@link checkImages} and {@link evaluateAttack} throw
 */
export async function attackImages(options: ImageAttack): Promise<AttackResult> {
  return evaluateAttack(await imageEvaluation(options));
}

/** The evaluation that {@link attackImages} runs, checked. */
export async function imageEvaluation({ images, labels, goal = "misclassified", ...options }: ImageAttack): Promise<AttackEvaluation> {
  await checkImages({ ...options, images, labels, goal });
  const [count, ...image] = images.shape;
  const { objective = crossEntropyObjective, frozen } = options;
  return {
    cell: { dataset: "images", architecture: "own", strategy: "own", size: 0, model: 0 },
    samples: range(count),
    spaceOf: (examples) => imageSpace(examples.images),
    restarts: 1,
    combine: "worst-case",
    criterion: misclassified,
    random: Random.seeded(1),
    signal: new AbortController().signal,
    ...options,
    objective,
    ...(goal !== "misclassified" && aimedAt(goal, objective)),
    dataset: datasetOf(images, labels, image, frozen.classes),
  };
}

/** Criterion, objective and targets belong together: one of them forgotten, a success rate means nothing. */
function aimedAt({ target }: Goal, objective: Objective): Pick<AttackEvaluation, "criterion" | "objective" | "targets"> {
  return {
    criterion: targeted,
    objective: towards(objective),
    targets: ({ indices }) => Int32Array.from(indices, (row) => target[row] as number),
  };
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
