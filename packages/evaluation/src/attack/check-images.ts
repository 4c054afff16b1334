import { Fault, type Norm } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { read } from "../read.ts";
import type { Goal, ImageAttack } from "./image-attack.ts";

/**
 * Checks what a caller brought along before it is attacked.
 *
 * @throws Fault `contradiction` where numbers of images, labels, targets and radii differ, or a target is the
 * true class, `bad-data` for images that
 *   are no batch, a label or target that is no class or a pixel outside [0, 1], `bad-option` for an attack or
 *   a classifier that is none, or a radius
 *   within which every image lies
 */
export async function checkImages(options: ImageAttack): Promise<void> {
  const { attack, frozen, images, labels, radius, goal = "misclassified" } = options;
  demandParts(attack, frozen);
  if (!(images instanceof tf.Tensor) || images.rank !== 4) {
    throw new Fault("bad-data", "The images are no batch [n, height, width, channels].", {
      value: (images as tf.Tensor | undefined)?.shape,
      mend: "Give a tensor of four axes: tf.expandDims(image, 0) makes a batch of one image, tf.expandDims(images, 3) gives grey ones a channel.",
    });
  }
  if (images.dtype !== "float32") {
    throw new Fault("bad-data", `The images are ${images.dtype} numbers, which cannot be moved by less than 1.`, {
      value: images.dtype,
      mend: 'Scale them to 0 … 1 as float32: tf.div(tf.cast(images, "float32"), 255) where white is 255.',
    });
  }
  for (const name of ["criterion", "targets"] as const) {
    if (!(name in options)) continue;
    throw new Fault("bad-option", `attackImages takes no \`${name}\`.`, {
      value: name,
      mend: "Say `goal: { target: labels }`: it sets criterion, targets and objective, which mean nothing one without the others.",
    });
  }
  const [count] = images.shape;
  demandClasses("label", labels, count, frozen.classes);
  if (goal !== "misclassified") demandTargets(goal, labels, count, frozen.classes);
  demandRadius(radius, attack.norm, images.shape);
  if (count > 0) await demandPixels(images);
}

function demandParts(attack: unknown, frozen: unknown): void {
  const has = (part: unknown, method: string): boolean =>
    typeof part === "object" && part !== null && typeof (part as Record<string, unknown>)[method] === "function";
  if (!has(attack, "perturb")) {
    const mend = 'Give what `await partOf(plugin, "attack", options)` returns.';
    throw new Fault("bad-option", "The attack is none.", { value: attack, mend });
  }
  if (!has(frozen, "classify")) {
    const mend = "Wrap the model: classifierFrom(model, { image: [height, width, channels] }).";
    throw new Fault("bad-option", "The classifier is none.", { value: frozen, mend });
  }
}

function demandTargets(goal: Goal, labels: ArrayLike<number>, count: number, classes: number): void {
  const { target } = (typeof (goal as unknown) === "object" ? goal : {}) as Partial<Goal>;
  if (target === undefined || typeof target.length !== "number") {
    throw new Fault("bad-option", `There is no goal ${JSON.stringify(goal)}.`, {
      value: goal,
      mend: 'Say "misclassified", or { target: labels } with one class per image.',
    });
  }
  demandClasses("target", target, count, classes);
  const row = Array.from(target).findIndex((value, i) => value === labels[i]);
  if (row === -1) return;
  throw new Fault("contradiction", `The target of image ${row} is its true class, ${target[row]}.`, {
    value: row,
    mend: "Give another class as target, or leave the image out.",
  });
}

function demandClasses(what: string, values: ArrayLike<number>, count: number, classes: number): void {
  demandOneEach(`${what}s`, (values as ArrayLike<number> | undefined)?.length ?? 0, count);
  const odd = Array.from(values).find((value) => !Number.isInteger(value) || value < 0 || value >= classes);
  if (odd === undefined) return;
  throw new Fault("bad-data", `There is a ${what} ${odd}, and the classifier has ${classes} classes.`, {
    value: odd,
    mend: `Number the classes from 0 to ${classes - 1}, as the columns of the classifier's output are.`,
  });
}

/** A ball that holds every image bounds nothing: 8 is said where 8/255 was meant. */
function demandRadius(radius: number | Float32Array, norm: Norm, shape: readonly number[]): void {
  const size = shape.slice(1).reduce((product, side) => product * side, 1);
  const most = norm.distance(new Float32Array(size).fill(1), new Float32Array(size), 0, size);
  const largest = typeof radius === "number" ? radius : Array.from(radius).reduce((a, b) => Math.max(a, b), 0);
  if (!(largest > most)) return;
  throw new Fault("bad-option", `Every image lies within a radius of ${largest} in ${norm.name}, as pixels lie in 0 … 1.`, {
    value: largest,
    mend: `Give the radius in units of pixel values, such as ${largest}/255 = ${(largest / 255).toPrecision(3)}; all images lie within ${most.toPrecision(3)}.`,
  });
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
