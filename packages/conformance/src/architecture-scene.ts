import { Random } from "@disentangle/core";
import type { Architecture, Classifier, Frozen, ImageShape } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import type { Law } from "./law.ts";

/** An architecture under test, with the smallest images and classes it makes sense for. */
export interface ArchitectureSubject {
  readonly architecture: Architecture;
  readonly image: ImageShape;
  readonly classes: number;
}

/** Images in the batch of a scene. */
export const BATCH = 6;

/** What most laws look at. */
export interface Scene {
  readonly subject: ArchitectureSubject;
  readonly classifier: Classifier;
  readonly images: tf.Tensor4D;
}

/** A law about one classifier of seed 1 and a batch of images; frees whatever it makes. */
export function law(promise: string, check: (scene: Scene) => void): Law<ArchitectureSubject> {
  return {
    promise,
    check: async (subject) => {
      const classifier = build(subject, 1);
      try {
        tf.tidy(() => check({ subject, classifier, images: randomImages(subject) }));
      } finally {
        classifier[Symbol.dispose]();
      }
    },
  };
}

/** A classifier of that seed. */
export function build({ architecture, image, classes }: ArchitectureSubject, seed: number): Classifier {
  return architecture.build({ image, classes }, Random.seeded(seed));
}

/** Uniform images, the same each time. */
export function randomImages({ image }: ArchitectureSubject): tf.Tensor4D {
  const random = Random.seeded(3);
  const shape: [number, number, number, number] = [BATCH, ...image];
  return tf.tensor4d(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.uniform()),
    shape,
  );
}

/** Moves every parameter away from where it started, so that no bias is zero and no scale is one. */
export function disturb(classifier: Classifier): void {
  const random = Random.seeded(4);
  for (const parameter of Object.values(classifier.parameters())) {
    const values = parameter.dataSync().map((value) => value * (1 + 0.2 * random.normal()) + 0.05 * random.normal());
    tf.tidy(() => parameter.assign(tf.tensor(values, parameter.shape)));
  }
}

/** A loss of logits without labels: the mean of (logit − 1)². */
export function energy(logits: tf.Tensor): tf.Scalar {
  return tf.mean(tf.square(tf.sub(logits, 1)));
}

/** A copy of the state. */
export function snapshot(classifier: Classifier): ReadonlyMap<string, Float32Array> {
  return new Map(Object.entries(classifier.state()).map(([name, variable]) => [name, variable.dataSync<"float32">().slice()]));
}

/** Names of the variables that differ from a snapshot in any bit. */
export function changed(classifier: Classifier, before: ReadonlyMap<string, Float32Array>): string[] {
  const differs = (values: Float32Array, name: string): boolean => values.some((value, i) => !Object.is(value, before.get(name)?.[i]));
  return Object.entries(classifier.state()).flatMap(([name, variable]) => (differs(variable.dataSync<"float32">(), name) ? [name] : []));
}

/** Logits of a frozen classifier whose classifier is gone. */
export function outliving(frozen: Frozen, images: tf.Tensor4D): tf.Tensor {
  try {
    return frozen.classify(images);
  } catch (cause) {
    throw new Error("A frozen classifier stopped working when the classifier was disposed of.", { cause });
  }
}

/** Whether two tensors are equal bit by bit. */
export function sameBytes(a: tf.Tensor, b: tf.Tensor): boolean {
  const other = b.dataSync();
  return a.dataSync().every((value, i) => Object.is(value, other[i]));
}

/** Largest difference between two tensors, relative to the largest expected value (at least 1). */
export function relativeDifference(expected: tf.Tensor, actual: tf.Tensor): number {
  const other = actual.dataSync<"float32">();
  const values = expected.dataSync<"float32">();
  const scale = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
  return values.reduce((worst, value, i) => Math.max(worst, Math.abs(value - (other[i] as number))), 0) / scale;
}

/** L2 norm of the difference of two tensors, relative to the norm of the expected one. */
export function relativeDistance(expected: tf.Tensor, actual: tf.Tensor): number {
  return tf.tidy(() => tf.div(tf.norm(tf.sub(expected, actual)), tf.maximum(tf.norm(expected), 1e-30)).dataSync<"float32">()[0] as number);
}
