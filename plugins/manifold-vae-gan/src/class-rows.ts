import { type Dataset, Fault, type Split, throwIfAborted } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";

/** Examples read at a time. */
const CHUNK = 1000;

/** Which examples of a split are meant. */
export interface Selection {
  /** Those of this class alone; of all classes where absent. */
  readonly label?: number | undefined;
  /** The first so many of each class; all where absent. */
  readonly most?: number | undefined;
}

/**
 * Goes through examples of a split in their order, chunk after chunk; images [B, height, width, channels] are
 * freed after `use`.
 */
export async function forRows(
  dataset: Dataset,
  split: Split,
  { label, most = Number.POSITIVE_INFINITY }: Selection,
  signal: AbortSignal,
  use: (images: tf.Tensor4D, indices: Int32Array) => void | Promise<void>,
): Promise<void> {
  const total = dataset.count(split);
  const taken = new Map<number, number>();
  const wanted = label === undefined ? dataset.classes.map((_, i) => i) : [label];
  for (let from = 0; from < total; from += CHUNK) {
    throwIfAborted(signal);
    if (wanted.every((one) => (taken.get(one) ?? 0) >= most)) return;
    using examples = await dataset.examples(
      split,
      Int32Array.from({ length: Math.min(CHUNK, total - from) }, (_, i) => from + i),
    );
    const rows = Int32Array.from(examples.labels.keys()).filter((row) => {
      const own = examples.labels[row] as number;
      const before = taken.get(own) ?? 0;
      if ((label !== undefined && own !== label) || before >= most) return false;
      taken.set(own, before + 1);
      return true;
    });
    if (rows.length === 0) continue;
    const images =
      rows.length === examples.labels.length
        ? examples.images.clone()
        : tf.tidy(() => tf.gather(examples.images, tf.tensor1d(rows, "int32")));
    try {
      await use(
        images,
        rows.map((row) => from + row),
      );
    } finally {
      images.dispose();
    }
  }
}

/**
 * Positions of those examples.
 *
 * @throws Fault `bad-data` where there are fewer than two: batch norm needs two
 */
export async function rowsOf(dataset: Dataset, split: Split, selection: Selection, signal: AbortSignal): Promise<Int32Array> {
  const found: number[] = [];
  await forRows(dataset, split, selection, signal, (_, indices) => void found.push(...indices));
  if (found.length >= 2) return Int32Array.from(found);
  const whose = selection.label === undefined ? "" : ` of class ${dataset.classes[selection.label]}`;
  throw new Fault("bad-data", `Dataset ${dataset.id} has ${found.length} ${split} images${whose}: too few to learn a VAE-GAN from.`, {
    value: found.length,
    mend: "Use a dataset with images of every class.",
  });
}
