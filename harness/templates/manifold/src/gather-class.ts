import { Fault, throwIfAborted, type Dataset, type LessonContext } from "@disentangle/core";
import { gatherRows } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";

/** Images read at a time. */
const CHUNK = 500;

/**
 * The images of one class among the first training images. The caller disposes of them.
 *
 * @throws Fault `bad-data` where there are fewer than two, `aborted`
 */
export async function gatherClass(
  dataset: Dataset,
  label: number,
  images: number,
  context: Pick<LessonContext, "signal" | "progress">,
): Promise<tf.Tensor4D> {
  const found: tf.Tensor4D[] = [];
  try {
    for (let from = 0; from < images; from += CHUNK) {
      throwIfAborted(context.signal);
      context.progress(from / images);
      const indices = Int32Array.from({ length: Math.min(CHUNK, images - from) }, (_, row) => from + row);
      using rows = await dataset.examples("train", indices);
      const own = Int32Array.from([...rows.labels.keys()].filter((row) => rows.labels[row] === label));
      if (own.length > 0) found.push(gatherRows(rows.images, own));
    }
    const total = found.reduce((sum, { shape }) => sum + shape[0], 0);
    if (total < 2) {
      throw new Fault("bad-data", `Among ${images} training images there are ${total} of class ${dataset.classes[label]}.`, {
        value: total,
        mend: "Raise the option `images` of manifold template.",
      });
    }
    return tf.concat(found);
  } finally {
    tf.dispose(found);
  }
}
