import { Fault, type ImageShape, type NamedTensors } from "@disentangle/core";
import { gatherRows, type Decoder } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";

/** Renders codes in the plane of each row's class, and goes the other way. */
export interface PlaneDecoder extends Decoder {
  /**
   * By how much a difference of images [B, ...] changes the codes: its share along each direction, in
   * standard deviations. [B, D]
   */
  along(difference: tf.Tensor4D): tf.Tensor2D;
}

/**
 * What was learned of every class, side by side: one product serves all classes, and each row keeps its own.
 */
export class Planes implements Disposable {
  readonly #image: ImageShape;
  /** [classes, P] */
  readonly #means: tf.Tensor2D;
  /** Directions of all classes. [P, classes · D] */
  readonly #bases: tf.Tensor2D;
  /** [classes, D] */
  readonly #spreads: tf.Tensor2D;

  private constructor(image: ImageShape, means: tf.Tensor2D, bases: tf.Tensor2D, spreads: tf.Tensor2D) {
    this.#image = image;
    this.#means = means;
    this.#bases = bases;
    this.#spreads = spreads;
  }

  /**
   * Copies what the lessons learned, by label.
   *
   * @throws Fault `bad-data` where a class lacks something, or is of other images
   */
  static of(image: ImageShape, classes: readonly NamedTensors[]): Planes {
    const pixels = image.reduce((product, side) => product * side, 1);
    for (const [label, { mean, basis, spread }] of classes.entries()) {
      const size = spread?.size ?? 0;
      if (size > 0 && mean?.shape.join() === `${pixels}` && basis?.shape.join() === `${pixels},${size}`) continue;
      throw new Fault("bad-data", `What was learned of class ${label} is not of images of ${image.join(" × ")}.`, {
        value: Object.keys(classes[label] ?? {}),
        mend: "Learn it again.",
      });
    }
    const all = (name: string): tf.Tensor[] => classes.map((tensors) => tensors[name] as tf.Tensor);
    return new Planes(
      image,
      tf.stack(all("mean")) as tf.Tensor2D,
      tf.concat(all("basis"), 1) as tf.Tensor2D,
      tf.stack(all("spread")) as tf.Tensor2D,
    );
  }

  /** Numbers per code, D. */
  get size(): number {
    return this.#spreads.shape[1];
  }

  /** The decoder of rows of those classes; owned by the caller. */
  decoder(labels: Int32Array): PlaneDecoder {
    const [classes, size] = this.#spreads.shape;
    const own = tf.tidy(() => {
      const chosen = tf.oneHot(tf.tensor1d(labels, "int32"), classes, 1, 0, "float32");
      return tf.reshape<tf.Rank.R2>(tf.tile(tf.expandDims(chosen, 2), [1, 1, size]), [labels.length, classes * size]);
    });
    return decoderOf(this.#image, this.#bases.clone(), own, gatherRows(this.#means, labels), gatherRows(this.#spreads, labels));
  }

  [Symbol.dispose](): void {
    tf.dispose([this.#means, this.#bases, this.#spreads]);
  }
}

/**
 * Owns its tensors.
 *
 * @param own 1 for the columns of `bases` that are the row's, else 0. [B, classes · D]
 * @param mean [B, P]
 * @param spread [B, D]
 */
function decoderOf(image: ImageShape, bases: tf.Tensor2D, own: tf.Tensor2D, mean: tf.Tensor2D, spread: tf.Tensor2D): PlaneDecoder {
  const [rows, size] = spread.shape;
  const classes = own.shape[1] / size;
  return {
    decode: (codes) =>
      tf.tidy(() => {
        const placed = tf.mul<tf.Tensor2D>(own, tf.tile(tf.mul<tf.Tensor2D>(codes, spread), [1, classes]));
        const flat = tf.add(mean, tf.matMul(placed, bases, false, true));
        return tf.clipByValue(tf.reshape<tf.Rank.R4>(flat, [rows, ...image]), 0, 1);
      }),
    along: (difference) =>
      tf.tidy(() => {
        const shares = tf.mul(own, tf.matMul(tf.reshape<tf.Rank.R2>(difference, [rows, -1]), bases));
        return tf.divNoNan<tf.Tensor2D>(tf.sum(tf.reshape(shares, [rows, classes, size]), 1), spread);
      }),
    select: (chosen) => decoderOf(image, bases.clone(), gatherRows(own, chosen), gatherRows(mean, chosen), gatherRows(spread, chosen)),
    [Symbol.dispose]: () => tf.dispose([bases, own, mean, spread]),
  };
}
