import type { Picture, Random } from "@disentangle/core";
import type { FrozenModule } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { posteriorOf } from "./losses.ts";
import { truncatedNormal } from "./truncated-normal.ts";

/** Images side by side. */
const COLUMNS = 8;
/** Rows of sampled images. */
const SAMPLED = 2;
/** Values that a coordinate walks through. */
const WALK = [-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2];
/** Coordinates that are walked along at most, the first. */
const MOST = 12;

/**
 * What shows whether a VAE-GAN has learned its images: grids of reconstructions, samples, and walks along
 * each coordinate of a code.
 */
export type Pictures = Readonly<Record<"reconstructions" | "samples" | "walks", Picture>>;

/**
 * @param images that it was not trained on, at least one. [B, height, width, channels]
 * @param random of the samples: normal codes between −2 and 2
 */
export async function drawPictures(encoder: FrozenModule, decoder: FrozenModule, images: tf.Tensor4D, random: Random): Promise<Pictures> {
  const shown = Math.min(COLUMNS, images.shape[0]);
  const made = tf.tidy(() => {
    const originals = tf.slice(images, [0, 0, 0, 0], [shown, -1, -1, -1]);
    const codes = posteriorOf(encoder.forward(originals)).mean;
    const size = codes.shape[1];
    const drawn = tf.tensor2d(
      Float32Array.from({ length: COLUMNS * SAMPLED * size }, () => truncatedNormal(random)),
      [COLUMNS * SAMPLED, size],
    );
    const axes = Math.min(size, MOST);
    const steps = Array.from({ length: axes * WALK.length * size }, (_, i) => {
      const [axis, step, coordinate] = [Math.floor(i / (WALK.length * size)), Math.floor(i / size) % WALK.length, i % size];
      return axis === coordinate ? (WALK[step] as number) : 0;
    });
    return {
      reconstructions: mosaic(tf.concat([originals, decoder.forward(codes) as tf.Tensor4D]), shown),
      samples: mosaic(decoder.forward(drawn) as tf.Tensor4D, COLUMNS),
      walks: mosaic(decoder.forward(tf.tensor2d(steps, [axes * WALK.length, size])) as tf.Tensor4D, WALK.length),
    };
  });
  try {
    const entries = Object.entries(made).map(async ([name, tensor]) => [name, await pictureOf(tensor)] as const);
    return Object.fromEntries(await Promise.all(entries)) as Pictures;
  } finally {
    tf.dispose(made);
  }
}

/**
 * Images [rows · columns, height, width, channels] as one, row by row. [rows · height, columns · width,
 * channels]
 */
function mosaic(images: tf.Tensor4D, columns: number): tf.Tensor3D {
  const [count, height, width, channels] = images.shape;
  const grid = tf.transpose(tf.reshape(images, [count / columns, columns, height, width, channels]), [0, 2, 1, 3, 4]);
  return tf.reshape(grid, [(count / columns) * height, columns * width, channels]);
}

async function pictureOf(tensor: tf.Tensor3D): Promise<Picture> {
  const values = await tensor.data();
  return { shape: tensor.shape, pixels: Uint8Array.from(values, (value) => Math.round(255 * Math.min(1, Math.max(0, value)))) };
}
