import { throwIfAborted, type Problem } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";

/** The classes that rows are most easily taken for. */
export interface LikelyClasses {
  /** How many there are for every row: as many as were asked for, at most all others. */
  readonly count: number;
  /** The class in that place, from 0, of each row of the problem or of a part of it, told by its samples. */
  of(part: Problem, place: number): Int32Array;
}

/**
 * The classes other than the reference class with the largest logits at the unattacked points, downwards;
 * costs one forward pass of every row.
 *
 * @throws Fault `aborted`
 */
export async function likelyClasses(problem: Problem, most: number, signal: AbortSignal): Promise<LikelyClasses> {
  throwIfAborted(signal);
  const { space, labels, samples } = problem;
  const logits = tf.tidy(() => problem.classify(space.render(space.origin)).clone());
  try {
    const values = await logits.data<"float32">();
    const classes = logits.shape[1];
    const orders = new Map(Array.from(samples, (sample, row) => [sample, likelyOthers(values, row, classes, labels[row] as number)]));
    return {
      count: Math.min(most, classes - 1),
      of: (part, place) => Int32Array.from(part.samples, (sample) => orders.get(sample)?.[place] as number),
    };
  } finally {
    logits.dispose();
  }
}

/** All classes but one by their logits in a row [B · classes], downwards. */
export function likelyOthers(logits: Float32Array, row: number, classes: number, label: number): number[] {
  const own = logits.subarray(row * classes, (row + 1) * classes);
  return Array.from(own.keys())
    .filter((one) => one !== label)
    .toSorted((a, b) => (own[b] as number) - (own[a] as number));
}
