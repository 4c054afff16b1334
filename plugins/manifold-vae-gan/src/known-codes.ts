import { Fault, type NamedTensors, type Rows, type Split } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";

/** The codes of images of both splits, as lessons encoded them. */
export class KnownCodes implements Disposable {
  readonly #codes: Readonly<Record<Split, tf.Tensor2D>>;
  /** Row of {@link #codes} by position in the split, −1 where there is none. */
  readonly #places: Readonly<Record<Split, Int32Array>>;
  /** Least and largest of each coordinate, over all classes. */
  readonly #ranges: Readonly<Record<Split, readonly [Float32Array, Float32Array]>>;

  /** @param lessons what each lesson returned; stays the caller's */
  constructor(lessons: readonly NamedTensors[], size: number) {
    const pool = (split: Split): tf.Tensor2D =>
      tf.tidy(() => tf.concat<tf.Tensor2D>(lessons.map((lesson) => take(lesson, `codes/${split}`, size) as tf.Tensor2D)));
    this.#codes = { train: pool("train"), test: pool("test") };
    const places = (split: Split): Int32Array => placesOf(lessons.map((lesson) => take(lesson, `indices/${split}`).dataSync<"int32">()));
    this.#places = { train: places("train"), test: places("test") };
    this.#ranges = { train: rangeOf(this.#codes.train), test: rangeOf(this.#codes.test) };
  }

  /**
   * Codes of those rows, or undefined where a lesson did not encode one of them. [B, Q]; the caller disposes
   * of it.
   */
  of({ split, indices }: Pick<Rows, "split" | "indices">): tf.Tensor2D | undefined {
    const places = Int32Array.from(indices, (index) => this.#places[split][index] ?? -1);
    if (places.includes(-1)) return undefined;
    return tf.tidy(() => tf.gather(this.#codes[split], tf.tensor1d(places, "int32")));
  }

  /** Smallest and largest value of each coordinate in a split, all classes pooled. Each [Q] */
  range(split: Split): readonly [Float32Array, Float32Array] {
    return this.#ranges[split];
  }

  [Symbol.dispose](): void {
    tf.dispose([this.#codes.train, this.#codes.test]);
  }
}

function take(lesson: NamedTensors, name: string, size?: number): tf.Tensor {
  const tensor = lesson[name];
  if (tensor !== undefined && (size === undefined || tensor.shape[1] === size)) return tensor;
  throw new Fault(
    "bad-data",
    `A lesson of the learned manifold lacks ${name}${size === undefined ? "" : ` with ${size} numbers a code`}.`,
    {
      value: tensor?.shape,
      mend: "Learn the manifold anew.",
    },
  );
}

function placesOf(indices: readonly Int32Array[]): Int32Array {
  const places = new Int32Array(1 + indices.reduce((most, own) => own.reduce((a, b) => Math.max(a, b), most), -1)).fill(-1);
  let place = 0;
  for (const own of indices) for (const index of own) places[index] = place++;
  return places;
}

function rangeOf(codes: tf.Tensor2D): readonly [Float32Array, Float32Array] {
  const [least, largest] = tf.tidy(() => [tf.min(codes, 0).dataSync<"float32">(), tf.max(codes, 0).dataSync<"float32">()] as const);
  return [Float32Array.from(least), Float32Array.from(largest)];
}
