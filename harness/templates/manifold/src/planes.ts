import { Fault, type ImageShape, type NamedTensors } from "@disentangle/core";
import { gatherRows, type Decoder } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";

/** Renders codes in the plane of each row's class, and goes the other way. */
export interface PlaneDecoder extends Decoder {
  /** By how much a difference of images [B, ...] changes the codes: its share along each direction, in standard deviations. [B, D] */
  along(difference: tf.Tensor4D): tf.Tensor2D;
}

/** What was learned of every class, stacked. */
export class Planes implements Disposable {
  readonly #image: ImageShape;
  /** [classes, P] */
  readonly #means: tf.Tensor2D;
  /** [classes, P, D], orthonormal columns. */
  readonly #bases: tf.Tensor3D;
  /** [classes, D] */
  readonly #spreads: tf.Tensor2D;

  private constructor(image: ImageShape, means: tf.Tensor2D, bases: tf.Tensor3D, spreads: tf.Tensor2D) {
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
        value: classes[label] && Object.keys(classes[label]),
        mend: "Learn it again.",
      });
    }
    const stacked = (name: string): tf.Tensor => tf.stack(classes.map((tensors) => tensors[name] as tf.Tensor));
    return new Planes(image, stacked("mean") as tf.Tensor2D, stacked("basis") as tf.Tensor3D, stacked("spread") as tf.Tensor2D);
  }

  /** Numbers per code, D. */
  get size(): number {
    return this.#spreads.shape[1];
  }

  /** The decoder of rows of those classes; owned by the caller. */
  decoder(labels: Int32Array): PlaneDecoder {
    return decoderOf(this.#image, gatherRows(this.#means, labels), gatherRows(this.#bases, labels), gatherRows(this.#spreads, labels));
  }

  [Symbol.dispose](): void {
    tf.dispose([this.#means, this.#bases, this.#spreads]);
  }
}

/** Owns its tensors, of which each row has its own. */
function decoderOf(image: ImageShape, mean: tf.Tensor2D, basis: tf.Tensor3D, spread: tf.Tensor2D): PlaneDecoder {
  const rows = mean.shape[0];
  return {
    decode: (codes) =>
      tf.tidy(() => {
        const moved = tf.matMul(basis, tf.expandDims(tf.mul(codes, spread), 2));
        const images = tf.reshape<tf.Rank.R4>(tf.add(mean, tf.squeeze(moved, [2])), [rows, ...image]);
        return tf.clipByValue(images, 0, 1);
      }),
    along: (difference) =>
      tf.tidy(() => {
        const shares = tf.matMul(basis, tf.reshape(difference, [rows, -1, 1]), true);
        return tf.divNoNan<tf.Tensor2D>(tf.squeeze(shares, [2]), spread);
      }),
    select: (chosen) => decoderOf(image, gatherRows(mean, chosen), gatherRows(basis, chosen), gatherRows(spread, chosen)),
    [Symbol.dispose]: () => tf.dispose([mean, basis, spread]),
  };
}
