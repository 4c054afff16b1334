import { type Attack, type Classifier, type Examples, Fault, type Random, type Strategy } from "@disentangle/core";
import { Adam, type AdamOptions, pace, selectExamples } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { batchRows } from "./batch-rows.ts";
import { groupImages, type Parts } from "./group-images.ts";
import { CLASSIFIER_SCHEDULE, learningRate, type Schedule } from "./learning-rate.ts";
import { type Portion, splitBatch } from "./split-batch.ts";
import { type Checkpoint, restore, stateOf } from "./training-state.ts";
import { update } from "./update.ts";

/** What is trained, on what, and how. */
export interface Training extends Parts {
  /** Changed in place; stays the caller's, as do the examples. */
  readonly classifier: Classifier;
  /** The N training images, all on the backend. */
  readonly examples: Examples;
  readonly strategy: Strategy;
  /** Passes over the images. Default 20. */
  readonly epochs?: number;
  /** Images per batch. Default 100. */
  readonly batch?: number;
  /** Default {@link CLASSIFIER_SCHEDULE}. */
  readonly schedule?: Schedule;
  /** Default Adam (0.5, 0.9) with λ = 1e-4, as in the original experiments. */
  readonly optimiser?: AdamOptions;
  readonly random: Random;
  readonly signal: AbortSignal;
  /** Called after every batch. */
  readonly onBatch?: (progress: { readonly epoch: number; readonly batch: number; readonly batches: number }) => void;
  /** Called after every epoch, with its mean loss. */
  readonly onEpoch?: (progress: { readonly epoch: number; readonly loss: number }) => void;
  /** Where to save the state after every epoch, and to find the one to continue from. */
  readonly checkpoint?: Checkpoint;
}

/** What came of a training, besides the classifier. */
export interface Trained {
  /** Mean loss of each epoch. */
  readonly losses: readonly number[];
}

/**
 * Trains a classifier by a strategy: Eqs. (2), (4) and (5) of the paper, plain training and the augmentation baselines are one loop over
 * groups. Each epoch goes through a fresh permutation; the last batch wraps to its start. Attacked groups are made against the classifier in
 * eval mode and then forwarded together with the other groups of their step. Nothing is read back within an epoch but its mean loss at the
 * end. The same seed gives the same bytes, also when it was interrupted and continued from a checkpoint.
 *
 * @throws Fault `bad-option` where the strategy does not fit the batch, `not-finite` where the mean loss of an epoch is not, `aborted`
 * within one step of the signal, `bad-data` where the checkpoint is of another classifier
 */
export async function train(training: Training): Promise<Trained> {
  const { classifier, examples, checkpoint, epochs = 20, batch = 100, onEpoch } = training;
  const steps = await planOf(training, batch);
  if (examples.labels.length === 0) throw new Fault("bad-option", "There is nothing to train on: no examples were given.", { value: 0 });
  using optimiser = new Adam(classifier.parameters(), training.optimiser);
  const losses: number[] = [];
  const saved = await checkpoint?.load();
  if (saved !== undefined) {
    try {
      restore(classifier, optimiser, saved);
    } finally {
      tf.dispose({ ...saved.tensors });
    }
    losses.push(...saved.losses);
  }
  const turn = pace(training.signal);
  while (losses.length < epochs) {
    const epoch = losses.length;
    const loss = await trainEpoch(training, optimiser, steps, epoch, batch, turn);
    if (!Number.isFinite(loss)) {
      throw new Fault("not-finite", `The loss of ${training.strategy.id} training became ${loss} in epoch ${epoch + 1}.`, {
        value: loss,
        mend: "Lower the learning rate, or check the images and the architecture for values that are not finite.",
      });
    }
    losses.push(loss);
    await checkpoint?.save(stateOf(classifier, optimiser, losses));
    onEpoch?.({ epoch, loss });
  }
  return { losses };
}

interface Planned extends Portion {
  readonly attack: Attack | undefined;
}

async function planOf({ strategy, attackOf }: Training, batch: number): Promise<readonly (readonly Planned[])[]> {
  const plan = async (portion: Portion): Promise<Planned> => {
    const { attack } = portion.group;
    return { ...portion, attack: attack && (await attackOf(attack)) };
  };
  return Promise.all(splitBatch(strategy, batch).map((portions) => Promise.all(portions.map(plan))));
}

/** One pass over the examples; returns the mean loss over its steps. */
async function trainEpoch(
  training: Training,
  optimiser: Adam,
  steps: readonly (readonly Planned[])[],
  epoch: number,
  batch: number,
  turn: () => Promise<void>,
): Promise<number> {
  const { examples, random, classifier, onBatch, schedule = CLASSIFIER_SCHEDULE } = training;
  const total = examples.labels.length;
  const batches = Math.ceil(total / batch);
  const permutation = random.fork("permutation", epoch).permutation(total);
  let sum = tf.scalar(0);
  try {
    for (let b = 0; b < batches; b++) {
      const rows = batchRows(permutation, b, batch);
      for (const [step, portions] of steps.entries()) {
        await turn();
        const lesson = await prepare(training, portions, rows, random.fork("attack", epoch, b, step));
        const loss = update(classifier, optimiser, lesson, learningRate(epoch, b, batches, schedule));
        const next = sum.add<tf.Scalar>(loss);
        tf.dispose([lesson.images, loss, sum]);
        sum = next;
      }
      onBatch?.({ epoch, batch: b, batches });
    }
    const [value = Number.NaN] = await sum.data();
    return value / (batches * steps.length);
  } finally {
    sum.dispose();
  }
}

/** The images, labels and weights of one step. The caller disposes of the images. */
async function prepare(
  { classifier, examples, spaceOf, signal }: Training,
  portions: readonly Planned[],
  rows: Int32Array,
  random: Random,
): Promise<{ readonly images: tf.Tensor4D; readonly labels: Int32Array; readonly weights: Float32Array }> {
  const parts: tf.Tensor4D[] = [];
  const labels: number[] = [];
  const weights: number[] = [];
  try {
    for (const [position, { group, from, to, attack }] of portions.entries()) {
      using own = selectExamples(examples, rows.subarray(from, to));
      parts.push(await groupImages(group, own, classifier, attack, spaceOf, random.fork(position), signal));
      labels.push(...own.labels);
      weights.push(...Array.from(own.labels, () => group.weight / (to - from)));
    }
    return { images: tf.concat(parts), labels: Int32Array.from(labels), weights: Float32Array.from(weights) };
  } finally {
    tf.dispose(parts);
  }
}
