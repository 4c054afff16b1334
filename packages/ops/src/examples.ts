import type { Examples } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";

/**
 * Examples, or rows of a dataset where the parts name a split, that free their tensors, `images` and `codes`,
 * when disposed of.
 */
export function makeExamples<Parts extends Omit<Examples, typeof Symbol.dispose>>(parts: Parts): Parts & Disposable {
  return {
    ...parts,
    [Symbol.dispose](): void {
      parts.images.dispose();
      parts.codes?.dispose();
    },
  };
}

/**
 * Those rows of examples, in this order (rows may repeat). A copy: the caller disposes of it, and of the
 * original as before.
 */
export function selectExamples<Some extends Examples>(examples: Some, rows: Int32Array): Some {
  const position = tf.tensor1d(rows, "int32");
  const pick = (all: Int32Array): Int32Array => Int32Array.from(rows, (row) => all[row] as number);
  const parts = {
    ...examples,
    indices: pick(examples.indices),
    images: tf.gather(examples.images, position),
    labels: pick(examples.labels),
    ...(examples.codes && { codes: tf.gather(examples.codes, position) }),
    ...(examples.factors && { factors: Object.fromEntries(Object.entries(examples.factors).map(([name, all]) => [name, pick(all)])) }),
  };
  position.dispose();
  return makeExamples(parts);
}
