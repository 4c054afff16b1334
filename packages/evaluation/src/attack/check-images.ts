import { Fault } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { read } from "../read.ts";

/** Images at hand with what is to be done to them. */
export interface ImagesAtHand {
  /** [n, height, width, channels] */
  readonly images: tf.Tensor4D;
  /** [n] */
  readonly labels: ArrayLike<number>;
  /** One for all, or one per image. [n] */
  readonly radius: number | Float32Array;
  readonly restarts: number;
  /** Classes of the classifier. */
  readonly classes: number;
}

/**
 * Checks what a caller brought along before it is attacked.
 *
 * @throws Fault `contradiction` where numbers of images, labels and radii differ, `bad-data` for a label that is no class or a pixel outside
 *   [0, 1], `bad-option` for a radius or a number of restarts that cannot be
 */
export async function checkImages({ images, labels, radius, restarts, classes }: ImagesAtHand): Promise<void> {
  const count = images.shape[0];
  demandOneEach("labels", labels.length, count);
  const label = Array.from(labels).find((value) => !Number.isInteger(value) || value < 0 || value >= classes);
  if (label !== undefined) {
    throw new Fault("bad-data", `There is a label ${label}, and the classifier has ${classes} classes.`, {
      value: label,
      mend: `Number the classes from 0 to ${classes - 1}, as the columns of the classifier's output are.`,
    });
  }
  if (typeof radius !== "number") demandOneEach("radii", radius.length, count);
  const odd = Array.from(typeof radius === "number" ? [radius] : radius).find((value) => !Number.isFinite(value) || value < 0);
  if (odd !== undefined) {
    throw new Fault("bad-option", `The radius is ${odd}.`, { value: odd, mend: "Give a number of at least 0, in units of pixel values." });
  }
  if (!Number.isInteger(restarts) || restarts < 1) {
    throw new Fault("bad-option", `The number of restarts is ${restarts}.`, { value: restarts, mend: "Give a whole number from 1 on." });
  }
  if (count > 0) await demandPixels(images);
}

function demandOneEach(what: string, length: number, count: number): void {
  if (length === count) return;
  throw new Fault("contradiction", `${count} images came with ${length} ${what}.`, { value: length, mend: "Give one per image." });
}

async function demandPixels(images: tf.Tensor4D): Promise<void> {
  const ends = tf.tidy(() => tf.stack([tf.min(images), tf.max(images)]));
  const [least = Number.NaN, most = Number.NaN] = await read(ends);
  ends.dispose();
  if (least >= 0 && most <= 1) return;
  throw new Fault("bad-data", `Pixels lie in ${least} … ${most}, not in 0 … 1.`, {
    value: [least, most],
    mend: "Scale the images to 0 … 1, and say by `range` of classifierFrom what the model takes for black and white.",
  });
}
