import { Fault, Random, reasonOf, type Frozen, type ImageShape } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { checkOptions } from "./classifier/check-options.ts";
import type { ClassifierFromOptions } from "./classifier/classifier-from-options.ts";
import { gradientEvidence, readEvidence } from "./classifier/gradient-evidence.ts";
import { gradientWarnings } from "./classifier/gradient-warnings.ts";
import { scoresOf, withBackward, withoutGradient } from "./classifier/backward.ts";
import type { Model } from "./classifier/model.ts";
import { outputOf } from "./classifier/output-of.ts";

/**
 * One's own model as the classifier that attacks and evaluation expect: images in [0, 1] in, logits out,
 * differentiable in the images. The model stays the caller's; it runs in inference mode, and must not change
 * while it is attacked. Batch norm and ReLU of a layers model are folded into the convolutions before them,
 * in weights that are freed with the classifier: outputs are the model's own up to rounding.
 *
 * Random images are classified at once, so that a mistake shows here rather than in the middle of an attack,
 * and the gradient is compared with central differences. A model made for batches of one (a graph model with
 * a fixed first axis) gets its images one by one.
 *
 * @throws Fault `bad-option` where an option cannot be meant, the model is none or cannot take such images,
 * does not return [B, classes], or no gradient reaches the images (but where it is said to have none);
 *   `contradiction` where `probabilities` are none; `not-finite` for outputs that are NaN or infinite
 */
export function classifierFrom(model: Model, options: ClassifierFromOptions): Frozen {
  checkOptions(options);
  const { range: [low, high] = [0, 1], preprocess = (images) => images, outputs = "logits" } = options;
  const { backward = {} } = options;
  const before = withBackward(preprocess, backward.preprocess);
  const [own, standIn] = [outputOf(model), backward.model === undefined ? undefined : outputOf(backward.model)];
  const free = (): void => tf.dispose([...own.weights, ...(standIn?.weights ?? [])]);
  const output = withBackward(own.of, standIn?.of);
  const scaled = (images: tf.Tensor4D): tf.Tensor4D => (low === 0 && high === 1 ? images : tf.add(tf.mul(images, high - low), low));
  const whole = (images: tf.Tensor4D): tf.Tensor => output(before(scaled(images)));
  const blind = options.gradients === false || outputs === "labels";
  const told = outputs === "labels" ? (images: tf.Tensor4D): tf.Tensor => scoresOf(whole(images), options.classes as number) : whole;
  const raw = blind ? withoutGradient(told) : told;
  const classes = orElse(free, () => probe(raw, options, blind));
  // A clone, because the function may return a tensor of its own.
  const classify = (images: tf.Tensor4D): tf.Tensor2D =>
    tf.tidy(() => {
      const values = raw(images) as tf.Tensor2D;
      return outputs === "probabilities" ? tf.log(tf.maximum(values, SMALLEST)) : values.clone();
    });
  if (blind) return { classes, gradients: false, classify, [Symbol.dispose]: free };
  // A stand-in is meant to have another gradient than that of the outputs.
  if (options.backward === undefined) {
    const { warn = (words) => console.warn(`classifierFrom: ${words}`) } = options;
    for (const words of orElse(free, () => oddities(classify, options.image))) warn(words);
  }
  return { classes, classify, [Symbol.dispose]: free };
}

/** The result; where there is none, the other thing is done first. */
function orElse<T>(other: () => void, make: () => T): T {
  try {
    return make();
  } catch (error) {
    other();
    throw error;
  }
}

/** Below any probability worth telling from 0, and a normal float32. */
const SMALLEST = 1e-30;

/** What is odd about the classifier at random images. */
function oddities(classify: (images: tf.Tensor4D) => tf.Tensor2D, image: ImageShape): readonly string[] {
  const images = randomImages(3, image);
  const { rows, values } = gradientEvidence(classify, images);
  try {
    return gradientWarnings(readEvidence(rows, values.dataSync<"float32">()));
  } finally {
    tf.dispose([images, values]);
  }
}

function randomImages(count: number, image: ImageShape): tf.Tensor4D {
  const random = Random.seeded(1);
  const shape: [number, number, number, number] = [count, ...image];
  return tf.tensor4d(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.uniform()),
    shape,
  );
}

/** Classifies two random images and differentiates; the number of classes. */
function probe(raw: (images: tf.Tensor4D) => tf.Tensor, { image, outputs }: ClassifierFromOptions, blind: boolean): number {
  return tf.tidy(() => {
    const images = randomImages(2, image);
    try {
      const classes = classesOf(raw(images), outputs);
      if (blind) return classes;
      // Without the demand of `tf.grad` that there be a gradient, which it words for the author of a
      // function.
      const [gradient] = tf.engine().gradients(() => tf.sum(raw(images)), [images], undefined, true).grads;
      if (gradient !== null && gradient !== undefined) return classes;
    } catch (cause) {
      if (Fault.is(cause)) throw cause;
      const why = reasonOf(cause);
      throw new Fault("bad-option", `The model cannot classify, or differentiate, images of shape [${image.join(", ")}]: ${why}`, {
        value: image,
        cause,
        mend: "Check `image` and `preprocess`, and that every operation in between has a gradient.",
      });
    }
    throw new Fault("bad-option", "No gradient of the model's output reaches the images.", {
      mend: "Compute the output from the images by operations of TensorFlow.js alone, without reading values back; of a model that cannot be differentiated say `gradients: false`, or give a stand-in as `backward`.",
    });
  });
}

/** Number of classes of the outputs for two images, which are checked. */
function classesOf(values: tf.Tensor, outputs: ClassifierFromOptions["outputs"]): number {
  const [rows, classes = 0, ...more] = values.shape;
  if (rows !== 2 || classes < 2 || more.length > 0) {
    throw new Fault("bad-option", `For 2 images the model returns [${values.shape.join(", ")}] instead of [2, classes].`, {
      value: values.shape,
      mend: "Wrap it in a function that returns one row per image and one column per class; of a single probability p, the columns 1 − p and p.",
    });
  }
  if (values.dtype !== "float32") {
    throw new Fault("bad-option", `The model returns ${values.dtype} numbers, which have no gradient.`, {
      value: values.dtype,
      mend: "Return its outputs before they are rounded or compared, as float32.",
    });
  }
  const numbers = values.dataSync<"float32">();
  if (!numbers.every(Number.isFinite)) {
    throw new Fault("not-finite", "The model returns NaN or an infinity for random images.", {
      value: numbers,
      mend: "Check `range` and the model's weights.",
    });
  }
  if (outputs === "probabilities" && !areProbabilities(numbers, classes)) {
    throw new Fault("contradiction", "The outputs are said to be probabilities, but do not lie in [0, 1] or do not sum to 1.", {
      value: numbers,
      mend: 'Leave out `outputs: "probabilities"`.',
    });
  }
  return classes;
}

/** Whether every row of so many classes lies in [0, 1] and sums to 1. */
export function areProbabilities(outputs: Float32Array, classes: number): boolean {
  for (let start = 0; start < outputs.length; start += classes) {
    const row = outputs.subarray(start, start + classes);
    if (row.some((value) => value < 0 || value > 1)) return false;
    if (Math.abs(row.reduce((sum, value) => sum + value, 0) - 1) > 1e-3) return false;
  }
  return outputs.length > 0;
}
