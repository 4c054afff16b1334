import { Fault, type Dataset, type ImageShape, type Rows, type Split } from "@disentangle/core";
import { makeExamples } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { REAL_IMAGES } from "./real-images.ts";

/** One split of a dataset: labels, and a way to the pixels. */
export interface ImageSplit {
  /** [count] */
  readonly labels: Int32Array;
  /** Pixels of the images at those positions, in [0, 1]. [B · height · width · channels] */
  readonly read: (positions: Int32Array) => Float32Array | Promise<Float32Array>;
}

/** What a dataset of images is made of. */
export interface ImageDatasetParts {
  readonly id: string;
  readonly image: ImageShape;
  readonly classes: readonly string[];
  /** Changes whenever an image or a label would. */
  readonly fingerprint: string;
  readonly splits: Readonly<Record<Split, ImageSplit>>;
  /** See {@link Dataset.sample}. */
  readonly sample?: string;
}

/**
 * A dataset over images that are stored somewhere; its manifold is not known, and transformations are bounded
 * as for real images.
 */
export function imageDataset({ id, image, classes, fingerprint, splits, sample }: ImageDatasetParts): Dataset {
  return {
    id,
    image,
    classes,
    fingerprint,
    transformations: REAL_IMAGES,
    ...(sample !== undefined && { sample }),
    count: (split) => splits[split].labels.length,
    examples: async (split, indices): Promise<Rows> => {
      const { labels, read } = splits[split];
      checkPositions(id, split, indices, labels.length);
      const pixels = await read(indices);
      return makeExamples({
        split,
        indices: indices.slice(),
        images: tf.tensor4d(pixels, [indices.length, ...image]),
        labels: Int32Array.from(indices, (position) => labels[position] as number),
      });
    },
  };
}

/** A split whose images are in memory, as bytes. */
export function byteSplit(pixels: Uint8Array, size: number, labels: Int32Array): ImageSplit {
  return {
    labels,
    read: (positions) => {
      const images = new Float32Array(positions.length * size);
      for (const [row, position] of positions.entries()) {
        const start = position * size;
        for (let offset = 0; offset < size; offset++) images[row * size + offset] = (pixels[start + offset] as number) / 255;
      }
      return images;
    },
  };
}

function checkPositions(id: string, split: Split, indices: Int32Array, count: number): void {
  const outside = indices.find((index) => index < 0 || index >= count);
  if (outside === undefined) return;
  throw new Fault("bad-option", `There is no image ${outside} in the ${split} split of ${id}.`, {
    value: outside,
    mend: `Ask for positions from 0 to ${count - 1}.`,
  });
}
