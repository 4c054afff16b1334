import type { Frozen, Random, Rows } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import type { TargetChoice } from "../../request/targets.ts";

/**
 * The class that each row is to be taken for; never its own.
 *
 * @param random of the run; a sample's target does not depend on the batch it travels in
 */
export async function targetsOf(choice: TargetChoice, rows: Rows, frozen: Frozen, random: Random): Promise<Int32Array> {
  const { classes } = frozen;
  switch (choice) {
    case "next":
      return rows.labels.map((label) => (label + 1) % classes);
    case "random":
      return rows.labels.map(
        (label, row) => (label + 1 + random.fork("target", rows.indices[row] as number).integer(classes - 1)) % classes,
      );
    case "least-likely":
      return leastLikely(rows, frozen);
    default:
      throw choice satisfies never;
  }
}

async function leastLikely({ images, labels }: Rows, frozen: Frozen): Promise<Int32Array> {
  const found = tf.tidy(() => {
    const logits = frozen.classify(images);
    // The true class is out of the running, whatever the model thinks of it.
    const own = tf.oneHot(tf.tensor1d(labels, "int32"), frozen.classes, 1, 0, "float32");
    return tf.argMin(tf.where(tf.cast(own, "bool"), tf.fill(logits.shape, Infinity), logits), 1);
  });
  try {
    return Int32Array.from(await found.data());
  } finally {
    found.dispose();
  }
}
