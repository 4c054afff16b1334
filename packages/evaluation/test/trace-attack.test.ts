import { Random } from "@disentangle/core";
import { crossEntropyObjective, imageSpace, LINF, misclassified, projectedDescent } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { traceAttack, type TraceOptions } from "../src/index.ts";
import { linear } from "./toy.ts";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

/** Logits 0 and 2 · (sum of the pixels) − 4: class 1 from a mean of 0.5 on. */
function options(iterations: number): TraceOptions & Disposable {
  const sums = linear(Array.from({ length: 4 }, () => [0, 2]));
  const frozen = {
    ...sums,
    classify: (images: tf.Tensor4D) => tf.tidy((): tf.Tensor2D => tf.sub(sums.classify(images), tf.tensor1d([0, 4]))),
  };
  const space = imageSpace(tf.tensor4d([0.3, 0.4, 0.4, 0.3], [1, 2, 2, 1]));
  return {
    attack: projectedDescent("pgd", LINF, { iterations, learningRate: 0.02, keep: "lowest", scaling: "coordinate" }),
    frozen,
    space,
    label: 0,
    sample: 3,
    radius: 0.3,
    criterion: misclassified,
    objective: crossEntropyObjective,
    random: Random.seeded(1),
    signal: new AbortController().signal,
    [Symbol.dispose]: () => {
      space[Symbol.dispose]();
      sums[Symbol.dispose]();
    },
  };
}

test("every point of the search, with the loss at it", async () => {
  using search = options(25);
  const before = tf.memory().numTensors;
  const points = await traceAttack(search);
  expect(tf.memory().numTensors).toBe(before);
  expect(points.map(({ evaluation }) => evaluation)).toEqual(Array.from({ length: 26 }, (_, i) => i));
  for (const { loss, predicted, image } of points) {
    const logit = 2 * image.reduce((sum, pixel) => sum + pixel, 0) - 4;
    // Minus the cross-entropy of class 0 against a logit of 0.
    expect(loss).toBeCloseTo(-Math.log(1 + Math.exp(logit)), 4);
    expect(predicted).toBe(logit > 0 ? 1 : 0);
    image.forEach((pixel, i) => expect(Math.abs(pixel - ([0.3, 0.4, 0.4, 0.3][i] as number))).toBeLessThanOrEqual(0.3 + 1e-6));
  }
  // Adam goes the whole learning rate at first, and up.
  const [start, next] = points.map(({ image }) => image[0] as number) as [number, number];
  expect(next - start).toBeCloseTo(0.02, 4);
  expect(points.at(-1)?.predicted).toBe(1);
});

test("of a long search no more points than asked for, evenly spread, the start among them", async () => {
  using search = options(100);
  const before = tf.memory().numTensors;
  const points = await traceAttack({ ...search, most: 20 });
  expect(tf.memory().numTensors).toBe(before);
  expect(points.map(({ evaluation }) => evaluation)).toEqual(Array.from({ length: 13 }, (_, i) => 8 * i));
});
