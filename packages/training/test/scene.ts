import { Fault, Random, type Attack, type Classifier, type Rows, type SearchSpace, type SpaceName, type Strategy } from "@disentangle/core";
import {
  affineDecoder,
  batchNorm,
  flatten,
  imageSpace,
  latentSpace,
  LINF,
  linear,
  makeExamples,
  network,
  projectedDescent,
  transformationSpace,
} from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import type { Training } from "../src/index.ts";

const BOUNDS = { lower: [-0.2, -0.2, -0.5, -0.5, 0.75, -1.5], upper: [0.2, 0.2, 0.5, 0.5, 1.15, 1.5] };

/** Images of 6×6 pixels that are brighter on one side: the left one in class 0, the right one in class 1. */
export function sides(count: number, seed = 1): Rows {
  const random = Random.seeded(seed);
  const labels = Int32Array.from({ length: count }, (_, row) => row % 2);
  const pixels = Float32Array.from({ length: count * 36 }, (_, k) => {
    const right = k % 6 >= 3 ? 1 : 0;
    return 0.25 + 0.5 * random.uniform() + (right === labels[Math.floor(k / 36)] ? 0.2 : 0);
  });
  return makeExamples({
    split: "train" as const,
    indices: Int32Array.from({ length: count }, (_, row) => 1000 + row),
    images: tf.tensor4d(pixels, [count, 6, 6, 1]),
    labels,
    codes: tf.tidy(() => tf.tensor2d([[0, 0, 0, 0, 1, 0]]).tile<tf.Tensor2D>([count, 1])),
  });
}

/** Batch norm, so that there are running statistics, and a linear layer. */
export function classifier(seed = 2): Classifier {
  return network([batchNorm(), flatten(), linear(2)], { image: [6, 6, 1], classes: 2 }, Random.seeded(seed));
}

/** The three spaces, the images themselves as prototypes. */
export function spaceOf(name: SpaceName, { images, codes }: Rows): SearchSpace {
  if (name === "image") return imageSpace(images);
  if (name === "transformation") return transformationSpace(images, BOUNDS);
  return latentSpace({ name, codes: codes as tf.Tensor2D, ...BOUNDS, decoder: affineDecoder(images) });
}

/** A short descent, whatever is asked for. */
export function attackOf(): Attack {
  return projectedDescent("short", LINF, { iterations: 3, learningRate: 0.05, keep: "best", scaling: "coordinate" });
}

export const NORMAL: Strategy = { id: "normal", steps: [[{ fraction: 1, weight: 1, space: "clean" }]] };

/** A training of three epochs with batches of 20, and what the test changes of it. */
export function training(changes: Partial<Training> & Pick<Training, "classifier" | "examples">): Training {
  return {
    strategy: NORMAL,
    spaceOf,
    attackOf,
    epochs: 3,
    batch: 20,
    random: Random.seeded(3),
    signal: new AbortController().signal,
    ...changes,
  };
}

/** All numbers of a classifier's state. */
export function numbers(model: Classifier): readonly number[] {
  return Object.values(model.state()).flatMap((variable) => [...variable.dataSync()]);
}

/** The fault that some work ends with. */
export async function faultOf(work: Promise<unknown>): Promise<Fault> {
  try {
    await work;
  } catch (error) {
    if (Fault.is(error)) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
