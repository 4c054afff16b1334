import { encodePixels, type ExampleRow } from "@disentangle/artifacts";
import type { Dataset, Frozen } from "@disentangle/core";
import { predict } from "@disentangle/evaluation";
import * as tf from "@tensorflow/tfjs";
import type { FoundAttack } from "./run-attacks.ts";

/** Images shown. */
const SHOWN = 8;

/**
 * The first images that an attack changed, those first that every attack did, with their adversarial
 * examples.
 */
export async function exampleRows(found: readonly FoundAttack[], frozen: Frozen, dataset: Dataset): Promise<ExampleRow[]> {
  const [{ record }] = found as [FoundAttack];
  const fell = ({ record: { success, samples } }: FoundAttack, row: number): boolean => {
    for (let at = row; at < success.length; at += samples.length) if (success[at] === 1) return true;
    return false;
  };
  const right = [...record.samples.keys()].filter((row) => record.correct[row] === 1);
  const any = right.filter((row) => found.some((attack) => fell(attack, row)));
  const all = any.filter((row) => found.every((attack) => fell(attack, row)));
  const chosen = Int32Array.from((all.length > 0 ? all : any).slice(0, SHOWN));
  if (chosen.length === 0) return [];
  using rows = await dataset.examples("test", chosen);
  const size = dataset.image.reduce((product, side) => product * side, 1);
  const originals = Float32Array.from(await rows.images.data());
  const predicted = await classesOf(frozen, originals, dataset);
  const adversarial: { readonly attack: FoundAttack; readonly images: Float32Array; readonly classes: Int32Array }[] = [];
  for (const attack of found) {
    const images = new Float32Array(chosen.length * size);
    chosen.forEach((row, i) => images.set(attack.images.subarray(row * size, (row + 1) * size), i * size));
    adversarial.push({ attack, images, classes: await classesOf(frozen, images, dataset) });
  }
  const at = (images: Float32Array, i: number): string => encodePixels(images.slice(i * size, (i + 1) * size));
  return Array.from(chosen, (row, i) => ({
    architecture: "own",
    strategy: "own",
    size: 0,
    model: 0,
    sample: row,
    label: rows.labels[i] as number,
    predicted: predicted[i] as number,
    pixels: at(originals, i),
    adversarial: adversarial
      .filter(({ attack }) => fell(attack, row))
      .map(({ attack, images, classes }) => ({
        attack: attack.name,
        space: "image" as const,
        predicted: classes[i] as number,
        pixels: at(images, i),
      })),
  }));
}

async function classesOf(frozen: Frozen, pixels: Float32Array, { image }: Dataset): Promise<Int32Array> {
  const logits = tf.tidy(() => frozen.classify(tf.tensor4d(pixels, [pixels.length / (image[0] * image[1] * image[2]), ...image])));
  try {
    return await predict(logits);
  } finally {
    logits.dispose();
  }
}
