import { Fault, Random, type Dataset, type Rows, type Split } from "@disentangle/core";
import { affine, makeExamples } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { datasetLaws, testDataset, type DatasetSubject } from "../src/index.ts";

beforeAll(async () => void (await tf.setBackend("cpu")));

const COUNTS = { train: 60, test: 30 };
const LOWER = Float32Array.of(-0.2, -0.2, -0.3, -0.3, 0.8, -0.5);
const UPPER = Float32Array.of(0.2, 0.2, 0.3, 0.3, 1.1, 0.5);

/** Two drawn shapes of 6 × 6 pixels under random transformations. */
const shapes: Dataset = {
  id: "shapes",
  image: [6, 6, 1],
  classes: ["cross", "frame"],
  fingerprint: "shapes-1",
  count: (split) => COUNTS[split],
  examples: (split, indices) => {
    const wrong = indices.find((index) => index < 0 || index >= COUNTS[split]);
    if (wrong !== undefined) return Promise.reject(new Fault("bad-option", `There is no example ${wrong} in ${split}.`, { value: wrong }));
    const labels = indices.map((index) => index % 2);
    const codes = tf.tensor2d(Array.from(indices, (index) => codeOf(split, index)));
    const images = tf.tidy(() => affine(prototypes(labels), codes));
    return Promise.resolve(
      makeExamples({ split, indices: indices.slice(), images, labels, codes, factors: { font: indices.map((index) => index % 3) } }),
    );
  },
  transformations: { lower: LOWER, upper: UPPER },
};

function codeOf(split: Split, index: number): number[] {
  const random = Random.seeded(7).fork(split, index);
  return Array.from(LOWER, (low, i) => low + ((UPPER[i] as number) - low) * random.uniform() * 0.999);
}

function prototypes(labels: Int32Array): tf.Tensor4D {
  const pixel = (label: number, y: number, x: number): number =>
    label === 0 ? Number(x === y || x === 5 - y) : Number(x % 5 === 0 || y % 5 === 0);
  return tf.tensor4d(
    Array.from(labels).flatMap((label) => Array.from({ length: 36 }, (_, i) => pixel(label, Math.floor(i / 6), i % 6))),
    [labels.length, 6, 6, 1],
  );
}

testDataset("shapes", { dataset: () => Promise.resolve(shapes) });

const { transformations: _, ...plain } = shapes;
testDataset("shapes that are not to be transformed", { dataset: () => Promise.resolve(plain), sample: 5 });

/** Shapes with their examples changed. */
function changing(change: (examples: Rows, indices: Int32Array) => Partial<Rows>): Dataset {
  return {
    ...shapes,
    examples: async (split, indices) => {
      const examples = await shapes.examples(split, indices);
      return makeExamples({ ...examples, ...change(examples, indices) });
    },
  };
}

function withImages(change: (images: tf.Tensor4D, indices: Int32Array) => tf.Tensor): Dataset {
  return changing(({ images }, indices) => {
    const changed = tf.tidy(() => change(images, indices)) as tf.Tensor4D;
    images.dispose();
    return { images: changed };
  });
}

let opened = 0;
let asked = 0;

const mutants: Readonly<Record<string, Dataset | (() => Dataset)>> = {
  "a class twice | says what": { ...shapes, classes: ["cross", "cross"] },
  "an empty test split | says what": { ...shapes, count: (split) => (split === "test" ? 0 : 60) },
  "transformations that exclude the identity | says what": {
    ...shapes,
    transformations: { lower: new Float32Array(6), upper: new Float32Array(6) },
  },
  "images of another shape | right shape": withImages((images) => tf.squeeze(images, [3])),
  "the other split | right shape": changing(({ split }) => ({ split: split === "train" ? "test" : "train" })),
  "positions of its own | right shape": changing((_, indices) => ({ indices: indices.map((index) => index + 1) })),
  "a label too few | right shape": changing(({ labels }) => ({ labels: labels.slice(1) })),
  "labels from 1 | pixels in": changing(({ labels }) => ({ labels: labels.map((label) => label + 1) })),
  "pixels up to 255 | pixels in": withImages((images) => tf.mul(images, 255)),
  "NaN | pixels in": withImages((images) => tf.mul(images, Number.NaN)),
  "noise of the moment | same bytes": withImages((images) => tf.clipByValue(tf.add(images, tf.randomUniform(images.shape, 0, 0.01)), 0, 1)),
  "images normalised by their batch | its batch": withImages((images) => tf.div(images, tf.add(1, tf.mean(images)))),
  "labels by place in the batch | its batch": changing(({ labels }) => ({ labels: labels.map((_, row) => row % 2) })),
  "examples spread over what was asked for | first examples first": changing(({ labels }, indices) => ({
    labels: labels.map((label) => (indices.length > 15 ? 1 - label : label)),
  })),
  "a fingerprint of the moment | opened again": () => ({ ...shapes, fingerprint: `shapes-${opened++}` }),
  "other labels each time it is opened | opened again": () => {
    const flip = asked++ % 2;
    return changing(({ labels }) => ({ labels: labels.map((label) => (flip === 0 ? label : 1 - label)) }));
  },
  "positions that wrap | refuses positions": {
    ...shapes,
    examples: (split, indices) =>
      shapes.examples(
        split,
        indices.map((index) => (index + COUNTS[split]) % COUNTS[split]),
      ),
  },
  "an ordinary error | refuses positions": {
    ...shapes,
    examples: (split, indices) => shapes.examples(split, indices).catch(() => Promise.reject(new RangeError("no such example"))),
  },
  "positions sorted in place | does not write": { ...shapes, examples: (split, indices) => shapes.examples(split, indices.fill(0)) },
  "a leak | frees everything": withImages((images) => tf.keep(tf.clone(images)) && tf.clone(images)),
};

describe("a broken dataset is caught by its law:", () => {
  test.each(Object.entries(mutants))("%s", async (name, mutant) => {
    const [, promise] = name.split(" | ") as [string, string];
    const law = datasetLaws.find((one) => one.promise.includes(promise));
    const subject: DatasetSubject = { dataset: () => Promise.resolve(typeof mutant === "function" ? mutant() : mutant) };
    await expect(law?.check(subject)).rejects.toThrow(/./u);
  });
});
