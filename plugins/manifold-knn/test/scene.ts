import type { Dataset, LessonContext, Split } from "@disentangle/core";
import { Random } from "@disentangle/core";
import { makeExamples } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";

/** A dataset of given images [n][pixels], all of one class, as many in each split as given. */
export function datasetOf(
  images: Readonly<Record<Split, readonly (readonly number[])[]>>,
  shape: readonly [number, number, number],
): Dataset {
  return {
    id: "toy",
    image: shape,
    classes: ["only"],
    fingerprint: "toy",
    count: (split) => images[split].length,
    examples: async (split, indices) =>
      makeExamples({
        split,
        indices: indices.slice(),
        images: tf.tensor4d(Float32Array.from([...indices].flatMap((index) => images[split][index] as number[])), [
          indices.length,
          ...shape,
        ]),
        labels: new Int32Array(indices.length),
      }),
  };
}

/** A lesson's context that keeps nothing. */
export function context(): LessonContext {
  return {
    random: Random.seeded(3),
    signal: new AbortController().signal,
    checkpoint: { load: () => Promise.resolve(undefined), save: () => Promise.resolve() },
    progress: () => undefined,
  };
}

/** Normal images around a plane of few dimensions, seeded. */
export function nearPlane(count: number, size: number, dimensions: number, noise: number, seed: number): number[][] {
  const plane = Random.seeded(7);
  const directions = Array.from({ length: dimensions }, () => Array.from({ length: size }, () => plane.normal()));
  const random = Random.seeded(seed);
  return Array.from({ length: count }, () => {
    const shares = directions.map(() => random.normal());
    return Array.from(
      { length: size },
      (_, k) =>
        0.5 + 0.1 * directions.reduce((sum, one, i) => sum + (one[k] as number) * (shares[i] as number), 0) + noise * random.normal(),
    );
  });
}
