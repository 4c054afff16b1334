import * as tf from "@tensorflow/tfjs";

let last: Promise<unknown> = Promise.resolve();

/**
 * Does work when all that was begun before it has ended: TensorFlow.js has one active backend per process, so
 * two runs cannot compute at a time. The caller's backend is active again afterwards.
 */
export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = last.then(async () => {
    const before = tf.getBackend() as string | undefined;
    try {
      return await work();
    } finally {
      if (before !== undefined && before !== "" && tf.getBackend() !== before) await tf.setBackend(before);
    }
  });
  last = turn.catch(() => undefined);
  return turn;
}
