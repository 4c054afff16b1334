import { throwIfAborted, type AttackRecord, type Codes, type Dataset, type LabelRecord } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { adversarialRows } from "../attack/adversarial-rows.ts";
import { batches } from "../batches.ts";
import { checkBatch } from "../check-batch.ts";
import { pickRows } from "../rows.ts";

/** What {@link checkLabels} looks at: an attack on the codes of a manifold. */
export interface LabelMeasurement {
  readonly record: AttackRecord;
  /** One code per attacked sample. [n · D] */
  readonly points: Float32Array;
  readonly dataset: Dataset;
  readonly codes: Codes;
  /** Whether the manifold is the true one. */
  readonly exact: boolean;
  /** Examples per batch, default 100. */
  readonly batch?: number;
  readonly signal: AbortSignal;
  /** Told the number of examples checked after each batch. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Whether on-manifold adversarial examples of correctly classified images keep their label, example by
 * example: by Definition 1 of the paper on an exact manifold (2b), by the class that reconstructs them best
 * on a learned one (2b').
 *
 * @throws Fault `bad-option` for a batch that cannot be, `aborted`
 */
export async function checkLabels(options: LabelMeasurement): Promise<LabelRecord> {
  const { record, points, dataset, codes, exact, batch = 100, signal, onProgress } = options;
  checkBatch(batch);
  const rows = adversarialRows(record);
  const counts = [0, 0, 0];
  let largestDifference: number | undefined;
  let done = 0;
  for (const chunk of batches(rows, batch)) {
    throwIfAborted(signal);
    const indices = Int32Array.from(chunk, (row) => record.samples[row] as number);
    using examples = await dataset.examples("test", indices);
    using space = codes.space(examples);
    const own = tf.tensor2d(pickRows(points, chunk, codes.size), [chunk.length, codes.size]);
    const images = tf.tidy(() => space.render(own));
    try {
      const found = await codes.keepsLabel(own, images, examples, signal);
      for (const kept of found.kept) counts[kept] = (counts[kept] as number) + 1;
      if (found.largestDifference !== undefined) largestDifference = Math.max(largestDifference ?? 0, found.largestDifference);
    } finally {
      tf.dispose([own, images]);
    }
    done += chunk.length;
    onProgress?.(done, rows.length);
  }
  const [lost = 0, kept = 0, leftOut = 0] = counts;
  const { cell, attack, space } = record;
  return { cell, attack, space, exact, total: lost + kept, kept, leftOut, ...(largestDifference !== undefined && { largestDifference }) };
}
