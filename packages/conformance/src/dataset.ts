import { Fault, type Dataset, type Split } from "@disentangle/core";
import { IDENTITY_TRANSFORMATION } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { describe, test } from "vitest";
import { differs, rowsOf } from "./dataset/contents.ts";
import { positions, SPLITS, type DatasetSubject } from "./dataset/subject.ts";
import { demand, type Law } from "./law.ts";

export type { DatasetSubject } from "./dataset/subject.ts";

/** Largest difference of a pixel that counts as the rounding of another batch size. */
const ROUNDING = 1e-6;

/** What every dataset promises, on the active TensorFlow.js backend. */
export const datasetLaws: readonly Law<DatasetSubject>[] = [
  {
    promise:
      "says what it holds: distinct classes, an image shape, a fingerprint, examples in both splits, and bounds of transformations if it has some",
    check: async ({ dataset: open }) => describesItself(await open()),
  },
  each("gives as many labels, images, codes and factors as were asked for, of the right shape and split", shapes),
  each("has labels that are classes and pixels in [0, 1]", ranges),
  each("gives the same bytes for the same positions", async (dataset, split, indices) => {
    const [first, second] = [await rowsOf(dataset, split, indices), await rowsOf(dataset, split, indices)];
    for (const [row, one] of first.entries()) demandSame(one, second[row], 0, "twice");
  }),
  each("gives an example that does not depend on its batch", async (dataset, split, indices) => {
    const together = await rowsOf(dataset, split, indices);
    const turned = await rowsOf(dataset, split, indices.toReversed());
    for (const [row, one] of together.entries()) {
      demandSame(one, turned.at(-1 - row), ROUNDING, "in the order reversed");
      if (row % 8 === 0) demandSame(one, (await rowsOf(dataset, split, indices.slice(row, row + 1)))[0], ROUNDING, "alone");
    }
  }),
  each("keeps the first examples first, however many are asked for", async (dataset, split) => {
    const count = Math.min(20, dataset.count(split));
    const all = await rowsOf(
      dataset,
      split,
      Int32Array.from({ length: count }, (_, i) => i),
    );
    const few = await rowsOf(
      dataset,
      split,
      Int32Array.from({ length: Math.ceil(count / 2) }, (_, i) => i),
    );
    for (const [row, one] of few.entries()) demandSame(one, all[row], ROUNDING, "among twice as many");
  }),
  {
    promise: "has the same fingerprint and the same examples when opened again",
    check: async ({ dataset: open, sample }) => {
      const [first, second] = [await open(), await open()];
      demand(first.fingerprint === second.fingerprint, `Opened again, the fingerprint ${first.fingerprint} is ${second.fingerprint}.`);
      for (const split of SPLITS) {
        const indices = positions(first, split, sample);
        const [before, after] = [await rowsOf(first, split, indices), await rowsOf(second, split, indices)];
        for (const [row, one] of before.entries()) demandSame(one, after[row], 0, "opened again");
      }
    },
  },
  each("refuses positions outside a split with a Fault, and leaks nothing by it", async (dataset, split) => {
    for (const wrong of [-1, dataset.count(split)]) {
      const before = tf.memory().numTensors;
      const error = await dataset.examples(split, Int32Array.of(0, wrong)).then(
        (examples) => {
          examples[Symbol.dispose]();
          return undefined;
        },
        (reason: unknown) => (reason instanceof Error ? reason : new Error("something that is no error")),
      );
      demand(error !== undefined, `Position ${wrong} of ${dataset.count(split)} (${split}) was given out.`);
      demand(Fault.is(error), `Position ${wrong} (${split}) threw ${error.name}: ${error.message}, which is no Fault.`);
      demand(tf.memory().numTensors === before, `Refusing position ${wrong} (${split}) left ${tf.memory().numTensors - before} tensors.`);
    }
  }),
  each("does not write to the positions it is given", async (dataset, split, indices) => {
    const given = indices.slice();
    (await dataset.examples(split, given))[Symbol.dispose]();
    demand(given.join() === indices.join(), `The positions of ${split} were changed to ${given.join()}.`);
  }),
  each("frees everything with its examples", async (dataset, split, indices) => {
    (await dataset.examples(split, indices))[Symbol.dispose]();
    const before = tf.memory().numTensors;
    for (let i = 0; i < 3; i++) (await dataset.examples(split, indices))[Symbol.dispose]();
    demand(tf.memory().numTensors === before, `Three batches of ${split} left ${tf.memory().numTensors - before} tensors.`);
  }),
];

/** Registers every law as a test of that dataset. */
export function testDataset(name: string, subject: DatasetSubject): void {
  describe(`${name} keeps the contract of a dataset`, () => {
    for (const law of datasetLaws) test(law.promise, () => law.check(subject));
  });
}

/** A law of each split, looked at through some of its positions. */
function each(promise: string, check: (dataset: Dataset, split: Split, indices: Int32Array) => Promise<void>): Law<DatasetSubject> {
  return {
    promise,
    check: async (subject) => {
      const dataset = await subject.dataset();
      for (const split of SPLITS) await check(dataset, split, positions(dataset, split, subject.sample));
    },
  };
}

function describesItself(dataset: Dataset): void {
  const { classes, image, fingerprint, transformations } = dataset;
  demand(dataset.id !== "" && fingerprint !== "", `The id is "${dataset.id}" and the fingerprint "${fingerprint}".`);
  demand(classes.length >= 2 && new Set(classes).size === classes.length, `The classes are ${classes.join(", ")}.`);
  demand(image.length === 3 && image.every((side) => Number.isInteger(side) && side > 0), `The image shape is [${image.join(", ")}].`);
  for (const split of SPLITS) demand(dataset.count(split) > 0, `There are ${dataset.count(split)} examples in ${split}.`);
  if (transformations === undefined) return;
  const { lower, upper } = transformations;
  const inside = IDENTITY_TRANSFORMATION.every((value, i) => (lower[i] as number) <= value && value <= (upper[i] as number));
  demand(
    lower.length === 6 && upper.length === 6 && inside,
    `The identity (${IDENTITY_TRANSFORMATION.join(", ")}) is not inside [${lower.join(", ")}] to [${upper.join(", ")}].`,
  );
}

async function shapes(dataset: Dataset, split: Split, indices: Int32Array): Promise<void> {
  using examples = await dataset.examples(split, indices);
  const wanted = [indices.length, ...dataset.image].join();
  const { images, codes } = examples;
  demand(
    images.shape.join() === wanted && images.dtype === "float32",
    `Images of ${split} are ${images.dtype} [${images.shape.join()}], not [${wanted}].`,
  );
  demand(examples.split === split, `Asked for ${split}, it says it gave ${examples.split}.`);
  demand(examples.indices.join() === indices.join(), `Asked for ${indices.join()}, ${split} says it gave ${examples.indices.join()}.`);
  demand(examples.labels.length === indices.length, `There are ${examples.labels.length} labels for ${indices.length} images of ${split}.`);
  demand(codes === undefined || codes.shape[0] === indices.length, `Codes of ${split} have shape [${codes?.shape.join() ?? ""}].`);
  for (const [name, all] of Object.entries(examples.factors ?? {})) {
    demand(all.length === indices.length, `There are ${all.length} values of the factor ${name} for ${indices.length} images of ${split}.`);
  }
}

async function ranges(dataset: Dataset, split: Split, indices: Int32Array): Promise<void> {
  for (const { index, label, image } of await rowsOf(dataset, split, indices)) {
    demand(Number.isInteger(label) && label >= 0 && label < dataset.classes.length, `Example ${index} of ${split} has label ${label}.`);
    const wrong = image.find((pixel) => !(pixel >= 0 && pixel <= 1));
    demand(wrong === undefined, `Example ${index} of ${split} has a pixel of ${wrong}.`);
  }
}

function demandSame(
  one: Parameters<typeof differs>[0],
  other: Parameters<typeof differs>[1] | undefined,
  rounding: number,
  how: string,
): void {
  const found = other === undefined ? "it is missing" : differs(one, other, rounding);
  demand(found === undefined, `Example ${one.index}, asked for ${how}, differs: ${found}.`);
}
