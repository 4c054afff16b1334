import type { Dataset, Split } from "@disentangle/core";
import { Random } from "@disentangle/core";
import { makeExamples } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { linearError } from "../src/linear-error.ts";

beforeAll(async () => void (await tf.setBackend("cpu")));

const SIDE = 6;

/** Images 0.5 + a·u + b·v (+ c·w of test images alone), where u, v and w are pixels of their own. */
const plane: Dataset = {
  id: "plane",
  image: [SIDE, SIDE, 1],
  classes: ["one"],
  fingerprint: "plane",
  count: (split: Split) => (split === "train" ? 40 : 10),
  examples: async (split, indices) => {
    const pixels = Array.from(indices, (index) => {
      const random = Random.seeded(3).fork(split, index);
      const image = Array.from({ length: SIDE * SIDE }, () => 0.5);
      image[3] = 0.5 + 0.4 * (2 * random.uniform() - 1);
      image[17] = 0.5 + 0.2 * (2 * random.uniform() - 1);
      if (split === "test") image[30] = 0.75;
      return image;
    });
    const images = tf.tensor4d(Float32Array.from(pixels.flat()), [indices.length, SIDE, SIDE, 1]);
    return makeExamples({ split, indices: indices.slice(), images, labels: new Int32Array(indices.length) });
  },
};

test("is what lies outside of the plane of the components, and frees what it made", async () => {
  const { signal } = new AbortController();
  const before = tf.memory().numTensors;
  const errorOf = (size: number): Promise<number> =>
    linearError({ dataset: plane, size, train: { label: 0 }, test: { label: 0 } }, Random.seeded(1), signal);
  // Two components hold all of the training images; of the test images the third pixel is left.
  expect(await errorOf(2)).toBeCloseTo(0.25, 4);
  expect(await errorOf(1)).toBeGreaterThan(0.27);
  expect(tf.memory().numTensors).toBe(before);
});
