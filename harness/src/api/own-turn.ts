import * as tf from "@tensorflow/tfjs";
import { setDatasetFiles, type DatasetFiles } from "./dataset-files.ts";

let last: Promise<unknown> = Promise.resolve();

/**
 * Does work when all that was begun before it has ended: TensorFlow.js has one active backend per process, so
 * two runs cannot compute at a time. The caller's backend is active again afterwards, and the environment is
 * as it was.
 */
export function inTurn<T>(work: () => Promise<T>, files: DatasetFiles = {}): Promise<T> {
  const turn = last.then(async () => {
    const before = tf.getBackend() as string | undefined;
    const reset = setDatasetFiles(files);
    try {
      return await work();
    } finally {
      reset();
      if (before !== undefined && before !== "" && tf.getBackend() !== before) await tf.setBackend(before);
    }
  });
  last = turn.catch(() => undefined);
  return turn;
}
