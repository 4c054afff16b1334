import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import architecture from "@disentangle/architecture-cnn";
import { decodeTensors } from "@disentangle/artifacts";
import { partOf, type Frozen } from "@disentangle/core";
import { predict } from "@disentangle/evaluation";
import * as tf from "@tensorflow/tfjs";

/** The CNN of the paper, half as wide: what the files hold is small enough to be committed. */
export const SUBJECT_NETWORK = { channels: 8, hidden: 32 } as const;

const WEIGHTS = "weights/";
const CLASSES = 10;

/** A model and the images that it classifies correctly, as peers are given them. */
export interface AttackSubject extends Disposable {
  readonly frozen: Frozen;
  /** [n, height, width, channels] */
  readonly images: tf.Tensor4D;
  /** [n] */
  readonly labels: Int32Array;
}

/** Opens `fixtures/attack-peers-<name>.safetensors.gz`, on the active backend. */
export async function openAttackSubject(name: string): Promise<AttackSubject> {
  const path = new URL(`../../fixtures/attack-peers-${name}.safetensors.gz`, import.meta.url);
  const { tensors } = decodeTensors(gunzipSync(await readFile(path)));
  const { images: pixels, labels: all, ...rest } = tensors;
  if (pixels === undefined || all === undefined) throw new TypeError(`There are no images in ${path.pathname}.`);
  const [count, ...image] = pixels.shape as [number, number, number, number];
  const weights = Object.fromEntries(
    Object.entries(rest).map(([path, { data, shape }]) => [path.slice(WEIGHTS.length), tf.tensor(data as Float32Array, [...shape])]),
  );
  const cnn = await partOf(architecture, "architecture", SUBJECT_NETWORK);
  using classifier = cnn.build({ image, classes: CLASSES }, weights);
  tf.dispose(weights);
  const frozen = classifier.freeze();
  const whole = tf.tidy(() => tf.div<tf.Tensor4D>(tf.tensor(Float32Array.from(pixels.data as Uint8Array), [count, ...image]), 255));
  const logits = tf.tidy(() => frozen.classify(whole));
  const predicted = await predict(logits);
  const labels = Int32Array.from(all.data as Int32Array);
  const correct = Int32Array.from(labels.keys()).filter((row) => predicted[row] === labels[row]);
  const images = tf.gather(whole, tf.tensor1d(correct, "int32"));
  tf.dispose([whole, logits]);
  return {
    frozen,
    images,
    labels: correct.map((row) => labels[row] ?? 0),
    [Symbol.dispose]: () => {
      frozen[Symbol.dispose]();
      images.dispose();
    },
  };
}
