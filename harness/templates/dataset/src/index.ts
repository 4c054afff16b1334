import { createHash } from "node:crypto";
import { defineDataset, definePlugin, Fault, Random, type Dataset, type ImageShape, type Plugin, type Split } from "@disentangle/core";
import { makeExamples } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import * as v from "valibot";
import manifest from "../package.json" with { type: "json" };

// From here …

const options = v.strictObject({
  noise: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1), v.description("largest noise of a pixel")), 0.2),
});

const CLASSES = ["square", "disc", "star"];
const IMAGE: ImageShape = [16, 16, 1];
const COUNTS = { train: 3000, test: 600 };

/**
 * All images of a split, in the order in which training on N images takes the first N: mix the classes. Three
 * shapes are drawn here, somewhere in the image; read files of your own instead (`readFile` of
 * node:fs/promises).
 *
 * @returns images [count · height · width · channels] in [0, 1], labels [count]
 */
async function load(split: Split, noise: number): Promise<{ readonly images: Float32Array; readonly labels: Int32Array }> {
  const labels = Int32Array.from({ length: COUNTS[split] }, (_, index) => index % CLASSES.length);
  const images = Array.from(labels, (label, index) => {
    const random = Random.seeded(1).fork(split, index);
    const [row, column, size] = [5 + 6 * random.uniform(), 5 + 6 * random.uniform(), 2 + 3 * random.uniform()];
    return Array.from({ length: 256 }, (_, pixel) => {
      const [down, across] = [Math.abs(Math.floor(pixel / 16) - row), Math.abs((pixel % 16) - column)];
      const [far, near] = [Math.max(down, across), Math.min(down, across)];
      const distance = [far, Math.hypot(far, near), far + 2 * near][label] as number;
      const ink = Math.min(1, Math.max(0, size - distance));
      return Math.abs(ink - noise * random.uniform());
    });
  });
  return { images: Float32Array.from(images.flat()), labels };
}

// … to here it is yours. What follows works with any images.

async function openDataset(noise: number): Promise<Dataset> {
  const splits = { train: await load("train", noise), test: await load("test", noise) };
  const size = IMAGE.reduce((product, side) => product * side, 1);
  const hash = createHash("sha256").update(JSON.stringify([CLASSES, IMAGE]));
  for (const { images, labels } of Object.values(splits)) hash.update(images).update(labels);
  return {
    id: "template",
    image: IMAGE,
    classes: CLASSES,
    fingerprint: hash.digest("hex"),
    count: (split) => splits[split].labels.length,
    async examples(split, indices) {
      const { images, labels } = splits[split];
      const outside = indices.find((index) => index < 0 || index >= labels.length);
      if (outside !== undefined) {
        throw new Fault("bad-option", `There is no image ${outside} in the ${split} split of template.`, {
          value: outside,
          mend: `Ask for positions from 0 to ${labels.length - 1}.`,
        });
      }
      const pixels = new Float32Array(indices.length * size);
      for (const [row, index] of indices.entries()) pixels.set(images.subarray(index * size, (index + 1) * size), row * size);
      return makeExamples({
        split,
        indices: indices.slice(),
        images: tf.tensor4d(pixels, [indices.length, ...IMAGE]),
        labels: Int32Array.from(indices, (index) => labels[index] as number),
      });
    },
  };
}

const plugin: Plugin = definePlugin(
  manifest,
  defineDataset({
    id: "template",
    title: "template",
    summary: "Three shapes somewhere in a small image, with noise.",
    traits: { image: IMAGE.join("×"), classes: CLASSES.length, train: COUNTS.train, test: COUNTS.test },
    options,
    make: ({ noise }) => openDataset(noise),
  }),
);

export default plugin;
