import { Fault, throwIfAborted, type Dataset, type Frozen } from "@disentangle/core";
import { checkBatch } from "./check-batch.ts";
import { batches, range } from "./batches.ts";
import { predict } from "./predict.ts";

/** What {@link testError} measures. */
export interface TestErrorOptions {
  readonly frozen: Frozen;
  readonly dataset: Dataset;
  /** How many test images, from the first; default all. */
  readonly count?: number;
  /** Images per forward pass, default 500. */
  readonly batch?: number;
  readonly signal?: AbortSignal;
  /** Told the number of images seen after each batch. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** What {@link testError} found. */
export interface TestError {
  /** Misclassified test images, of how many. */
  readonly errors: number;
  readonly total: number;
  /** Which of them, 1 or 0 each. [total] */
  readonly wrong: Uint8Array;
}

/**
 * Misclassified images among the first test images (section 7.1 of the original experiments, which average
 * batch rates instead; the two differ only where the last batch is partial).
 *
 * @throws Fault `bad-option` for more images than there are or a batch that cannot be, `not-finite` for NaN
 * logits, `aborted`
 */
export async function testError(options: TestErrorOptions): Promise<TestError> {
  const { frozen, dataset, signal, batch = 500 } = options;
  checkBatch(batch);
  const available = dataset.count("test");
  const total = options.count ?? available;
  if (!Number.isInteger(total) || total < 1 || total > available) {
    throw new Fault("bad-option", `The test error was asked for on ${total} of ${available} test images of ${dataset.id}.`, {
      value: total,
      mend: `Ask for 1 to ${available} images.`,
    });
  }
  const wrong = new Uint8Array(total);
  let done = 0;
  for (const indices of batches(range(total), batch)) {
    throwIfAborted(signal);
    using examples = await dataset.examples("test", indices);
    const logits = frozen.classify(examples.images);
    try {
      const predicted = await predict(logits);
      for (let row = 0; row < predicted.length; row++) if (predicted[row] !== examples.labels[row]) wrong[done + row] = 1;
    } finally {
      logits.dispose();
    }
    done += indices.length;
    options.onProgress?.(done, total);
  }
  return { errors: wrong.reduce((sum, flag) => sum + flag, 0), total, wrong };
}
