import * as tf from "@tensorflow/tfjs";

/** Sums of data about {@link Sums.shift}, and of their products. */
interface Sums {
  readonly count: number;
  /**
   * Mean of the first rows: sums of deviations from it keep the digits that sums of the data themselves would
   * lose.
   */
  readonly shift: tf.Tensor1D;
  readonly first: tf.Tensor1D;
  readonly second: tf.Tensor2D;
}

/** Mean and covariance of rows that come in chunks, too many to be held at once. */
export class Moments implements Disposable {
  #sums: Sums | undefined;

  /** Takes further rows in, which stay the caller's. [B, D] */
  add(rows: tf.Tensor2D): void {
    const before = this.#sums;
    const shift = before?.shift ?? tf.mean<tf.Tensor1D>(rows, 0);
    const sums = tf.tidy(() => {
      const moved = tf.sub<tf.Tensor2D>(rows, shift);
      const [first, second] = [tf.sum<tf.Tensor1D>(moved, 0), tf.matMul<tf.Tensor2D>(moved, moved, true)];
      return before
        ? { first: tf.add<tf.Tensor1D>(before.first, first), second: tf.add<tf.Tensor2D>(before.second, second) }
        : { first, second };
    });
    tf.dispose([before?.first, before?.second].filter((tensor) => tensor !== undefined));
    this.#sums = { count: (before?.count ?? 0) + rows.shape[0], shift, ...sums };
  }

  /** Mean [D] and covariance [D, D] of all rows so far, at least one. The caller disposes of them. */
  moments(): { readonly mean: tf.Tensor1D; readonly covariance: tf.Tensor2D } {
    return tf.tidy(() => {
      const { count, shift, first, second } = this.#sums as Sums;
      const offset = tf.div<tf.Tensor1D>(first, count);
      const outer = tf.matMul<tf.Tensor2D>(tf.expandDims<tf.Tensor2D>(offset, 1), tf.expandDims<tf.Tensor2D>(offset, 0));
      return { mean: tf.add<tf.Tensor1D>(shift, offset), covariance: tf.sub<tf.Tensor2D>(tf.div(second, count), outer) };
    });
  }

  [Symbol.dispose](): void {
    if (this.#sums !== undefined) tf.dispose([this.#sums.shift, this.#sums.first, this.#sums.second]);
    this.#sums = undefined;
  }
}
