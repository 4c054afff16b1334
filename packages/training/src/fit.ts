import { Fault, type Checkpoint, type Random } from "@disentangle/core";
import { pace } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { batchRows } from "./batch-rows.ts";
import { CLASSIFIER_SCHEDULE, learningRate, type Schedule } from "./learning-rate.ts";
import { curvesOf, restore, stateOf, type Learner } from "./training-state.ts";

/** One batch of a fitting. */
export interface FitBatch {
  /** Positions of its examples: a stretch of the epoch's permutation. [batch] */
  readonly rows: Int32Array;
  readonly epoch: number;
  readonly batch: number;
  /** Batches of an epoch. */
  readonly batches: number;
  readonly learningRate: number;
  /** To be awaited before each heavy step: lets the process breathe, throws a Fault `aborted`. */
  readonly turn: () => Promise<void>;
}

/** What {@link fit} does, and to whom. */
export interface Fitting {
  /** What learns; changed in place, stays the caller's. */
  readonly learner: Learner;
  /** Number of training examples. */
  readonly count: number;
  readonly epochs: number;
  /** Examples per batch. Default 100. */
  readonly batch?: number;
  /** Default {@link CLASSIFIER_SCHEDULE}. */
  readonly schedule?: Schedule;
  readonly random: Random;
  readonly signal: AbortSignal;
  /** Where the state is saved after every epoch, and the one to continue from is found. */
  readonly checkpoint?: Checkpoint | undefined;
  /** What is trained, for messages, such as `normal training`. */
  readonly what: string;
  /**
   * Updates on one batch; answers with scalar losses by name, several where there were several updates. They
   * are taken over and freed.
   */
  readonly step: (batch: FitBatch) => Promise<Readonly<Record<string, readonly tf.Scalar[]>>>;
  /** Called after every batch. */
  readonly onBatch?: ((progress: { readonly epoch: number; readonly batch: number; readonly batches: number }) => void) | undefined;
  /** Called after every epoch with its mean losses by name. */
  readonly onEpoch?: ((progress: { readonly epoch: number; readonly losses: Readonly<Record<string, number>> }) => void) | undefined;
}

/** Mean losses of each epoch, by name. */
export type Curves = Readonly<Record<string, readonly number[]>>;

/**
 * The one training loop; classifiers, VAE-GANs and whatever else learns are steps given to it. Each epoch
 * goes through a fresh permutation; the last batch wraps to its start. Nothing is read back within an epoch
 * but its mean losses at the end. The same seed gives the same bytes, also when it was interrupted and
 * continued from a checkpoint.
 *
 * @throws Fault `bad-option` where there is nothing to train on, or a number of epochs or a batch cannot be,
 * `not-finite` where a mean loss of an epoch is not, `aborted` within one step of the
 *   signal, `bad-data` where the checkpoint is of another learner
 */
export async function fit(fitting: Fitting): Promise<Curves> {
  const { learner, epochs, checkpoint, what, onEpoch } = fitting;
  checkFitting(fitting);
  const curves: Record<string, number[]> = {};
  let epoch = 0;
  const saved = await checkpoint?.load();
  if (saved !== undefined) {
    try {
      restore(learner, saved);
      Object.assign(curves, curvesOf(saved));
      epoch = Math.max(0, ...Object.values(curves).map(({ length }) => length));
    } finally {
      tf.dispose({ ...saved.tensors });
    }
  }
  const turn = pace(fitting.signal);
  for (; epoch < epochs; epoch++) {
    const losses = await fitEpoch(fitting, epoch, turn);
    for (const [name, loss] of Object.entries(losses)) {
      if (!Number.isFinite(loss)) {
        throw new Fault("not-finite", `The ${name} of ${what} became ${loss} in epoch ${epoch + 1}.`, {
          value: loss,
          mend: "Lower the learning rate, or check the images and the architecture for values that are not finite.",
        });
      }
      (curves[name] ??= []).push(loss);
    }
    await checkpoint?.save(stateOf(learner, curves));
    onEpoch?.({ epoch, losses });
  }
  return curves;
}

/** Refuses numbers that would train nothing without a word, or never end. */
function checkFitting({ count, epochs, batch = 100 }: Fitting): void {
  if (count === 0) {
    throw new Fault("bad-option", "There is nothing to train on: no examples were given.", { value: 0, mend: "Give one at least." });
  }
  if (!Number.isInteger(epochs) || epochs < 0) {
    throw new Fault("bad-option", `The number of epochs is ${epochs}.`, { value: epochs, mend: "Give a whole number from 0 on." });
  }
  if (!Number.isInteger(batch) || batch < 1) {
    throw new Fault("bad-option", `The number of examples per batch is ${batch}.`, {
      value: batch,
      mend: "Give a whole number from 1 on.",
    });
  }
}

/** One pass over the examples; the mean of each loss over all of its updates. */
async function fitEpoch(fitting: Fitting, epoch: number, turn: () => Promise<void>): Promise<Readonly<Record<string, number>>> {
  const { count, random, step, onBatch, batch: size = 100, schedule = CLASSIFIER_SCHEDULE } = fitting;
  const batches = Math.ceil(count / size);
  const permutation = random.fork("permutation", epoch).permutation(count);
  const sums = new Map<string, { sum: tf.Scalar; updates: number }>();
  try {
    for (let batch = 0; batch < batches; batch++) {
      const rows = batchRows(permutation, batch, size);
      const losses = await step({ rows, epoch, batch, batches, turn, learningRate: learningRate(epoch, batch, batches, schedule) });
      for (const [name, values] of Object.entries(losses)) for (const value of values) add(sums, name, value);
      onBatch?.({ epoch, batch, batches });
    }
    const means = await Promise.all(
      [...sums].map(async ([name, { sum, updates }]) => [name, ((await sum.data())[0] ?? Number.NaN) / updates] as const),
    );
    return Object.fromEntries(means);
  } finally {
    for (const { sum } of sums.values()) sum.dispose();
  }
}

/** Adds a loss to its sum, on the backend. */
function add(sums: Map<string, { sum: tf.Scalar; updates: number }>, name: string, loss: tf.Scalar): void {
  const entry = sums.get(name) ?? { sum: tf.scalar(0), updates: 0 };
  const sum = entry.sum.add<tf.Scalar>(loss);
  tf.dispose([entry.sum, loss]);
  sums.set(name, { sum, updates: entry.updates + 1 });
}
