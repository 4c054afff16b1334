import { type Dataset, type Rows } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { batches, range } from "../batches.ts";
import { read } from "../read.ts";

/** Most held-out images, the first of the test split, and most bytes of them in memory. */
const [MOST, MEMORY] = [10_000, 512 * 2 ** 20];
/** Images read at a time. */
const CHUNK = 1000;

/**
 * The first test images of a dataset, at most {@link MOST} of them, to look for the nearest held-out image of
 * a class: no index of neighbours holds them, so a move to one of them is known to stay among real images.
 */
export class HeldOut {
  readonly #images: Float32Array;
  readonly #labels: Int32Array;
  readonly #pixels: number;

  private constructor(images: Float32Array, labels: Int32Array) {
    this.#images = images;
    this.#labels = labels;
    this.#pixels = images.length / labels.length;
  }

  /** Reads them, batch after batch. */
  static async read(dataset: Dataset): Promise<HeldOut> {
    const pixels = dataset.image[0] * dataset.image[1] * dataset.image[2];
    const count = Math.min(dataset.count("test"), MOST, Math.floor(MEMORY / (4 * pixels)));
    const [images, labels] = [new Float32Array(count * pixels), new Int32Array(count)];
    for (const indices of batches(range(count), CHUNK)) {
      using examples = await dataset.examples("test", indices);
      images.set(await read(examples.images), (indices[0] as number) * pixels);
      labels.set(examples.labels, indices[0]);
    }
    return new HeldOut(images, labels);
  }

  /**
   * The nearest other image (L2) of each row's class; the row's own image where its class has no other. [B ·
   * pixels]
   */
  async nearest(rows: Rows): Promise<Float32Array> {
    const found = Float32Array.from(await read(rows.images));
    for (const label of new Set(rows.labels)) {
      const candidates = Int32Array.from(this.#labels.keys()).filter((image) => this.#labels[image] === label);
      const own = Int32Array.from(rows.labels.keys()).filter((row) => rows.labels[row] === label);
      const distances = await this.#distances(rows, own, candidates);
      own.forEach((row, i) => {
        let best = -1;
        let least = Infinity;
        candidates.forEach((image, k) => {
          const distance = distances[i * candidates.length + k] as number;
          if (distance >= least || image === rows.indices[row]) return;
          [least, best] = [distance, image];
        });
        if (best >= 0) found.set(this.#images.subarray(best * this.#pixels, (best + 1) * this.#pixels), row * this.#pixels);
      });
    }
    return found;
  }

  /** ‖candidate‖² − 2 ⟨row, candidate⟩, which orders candidates as their distances do. [own · candidates] */
  async #distances(rows: Rows, own: Int32Array, candidates: Int32Array): Promise<Float32Array> {
    const gathered = new Float32Array(candidates.length * this.#pixels);
    candidates.forEach((image, k) =>
      gathered.set(this.#images.subarray(image * this.#pixels, (image + 1) * this.#pixels), k * this.#pixels),
    );
    const result = tf.tidy(() => {
      const images = tf.tensor2d(gathered, [candidates.length, this.#pixels]);
      const queries = tf.gather(tf.reshape(rows.images, [rows.labels.length, this.#pixels]), tf.tensor1d(own, "int32"));
      return tf.sub(tf.sum(tf.square(images), 1), tf.mul(2, tf.matMul(queries, images, false, true)));
    });
    try {
      return await read(result);
    } finally {
      result.dispose();
    }
  }
}
