import { createHash } from "node:crypto";
import { Fault, type ImageShape, type Split } from "@disentangle/core";
import type { LabelledPictures } from "./labelled-pictures.ts";

/** Images and labels that were read together, in memory. */
export interface Part {
  /** Which split they are, where the file says so. */
  readonly split: Split | undefined;
  readonly image: ImageShape;
  /** In [0, 1]. [N · height · width · channels] */
  readonly pixels: Float32Array;
  /** [N] */
  readonly labels: Int32Array;
}

/**
 * One part without a split, or the training part and the test part, as one; classes are the numbers from 0 to
 * the largest label.
 *
 * @throws Fault `bad-data` if the parts have images of different shapes
 */
export function joinParts(path: string, parts: readonly Part[]): LabelledPictures {
  const [first, second] = parts as readonly [Part, Part?];
  if (second !== undefined && second.image.join() !== first.image.join()) {
    throw new Fault("bad-data", `${path}: training images are ${first.image.join("×")}, test images ${second.image.join("×")}.`, {
      value: path,
      mend: "Make them of one shape.",
    });
  }
  const labels = Int32Array.from(parts.flatMap((part) => [...part.labels]));
  const size = first.image[0] * first.image[1] * first.image[2];
  const before = first.labels.length;
  const hash = createHash("sha256").update(JSON.stringify([first.image, parts.map(({ split }) => split ?? ""), [...labels]]));
  for (const { pixels } of parts) hash.update(new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength));
  return {
    classes: Array.from({ length: labels.reduce((most, label) => Math.max(most, label), 0) + 1 }, (_, label) => String(label)),
    image: first.image,
    labels,
    splits: second && Array.from(labels, (_, place) => (place < before ? "train" : "test")),
    hash: hash.digest("hex"),
    read: (places) => {
      const all = new Float32Array(places.length * size);
      for (const [row, place] of places.entries()) {
        const { pixels } = place < before ? first : (second as Part);
        const start = (place < before ? place : place - before) * size;
        all.set(pixels.subarray(start, start + size), row * size);
      }
      return all;
    },
  };
}
