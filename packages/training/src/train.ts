import type { Attack, Checkpoint, Classifier, Random, Rows, Strategy } from "@disentangle/core";
import { Adam, type AdamOptions, selectExamples } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { type Curves, fit, type Fitting } from "./fit.ts";
import { groupImages, type StrategyParts } from "./group-images.ts";
import type { Schedule } from "./learning-rate.ts";
import { type Portion, splitBatch } from "./split-batch.ts";
import { batchRows } from "./batch-rows.ts";
import { update, type UpdateBatch } from "./update.ts";

/** What is trained, on what, and how. */
export interface Training extends StrategyParts, Pick<Fitting, "onBatch" | "onEpoch"> {
  /** Changed in place; stays the caller's, as do the examples. */
  readonly classifier: Classifier;
  /** The N training images, all on the backend. */
  readonly examples: Rows;
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
  /** Where to save the state after every epoch, and to find the one to continue from. */
  readonly checkpoint?: Checkpoint;
}

/**
 * Trains a classifier by a strategy: Eqs. (2), (4) and (5) of the paper, plain training and the augmentation
 * baselines are one loop over groups. Attacked groups are made against the classifier in eval mode and then
 * forwarded together with the other groups of their step. See {@link fit} for the loop.
 *
 * @returns the mean `loss` of each epoch
 * @throws Fault `bad-option` where the strategy does not fit the batch, and what {@link fit} throws
 */
export async function train(training: Training): Promise<Curves & { readonly loss: readonly number[] }> {
  const { classifier, examples, strategy, random, signal, checkpoint, onBatch, onEpoch, epochs = 20, batch = 100 } = training;
  const steps = await planSteps(training, batch);
  using optimiser = new Adam(classifier.parameters(), training.optimiser);
  const apart = ownPermutation(random, examples.labels.length, batch);
  const curves = await fit({
    learner: { modules: { classifier }, optimisers: { classifier: optimiser } },
    count: examples.labels.length,
    epochs,
    batch,
    ...(training.schedule && { schedule: training.schedule }),
    random,
    signal,
    checkpoint,
    what: `${strategy.id} training`,
    onBatch,
    onEpoch,
    step: async ({ rows, epoch, batch: number, turn, learningRate }) => {
      const losses: tf.Scalar[] = [];
      for (const [step, portions] of steps.entries()) {
        await turn();
        const stream = random.fork("attack", epoch, number, step);
        const own = await prepare(training, portions, ({ group }) => (group.apart === true ? apart(epoch, number) : rows), stream);
        losses.push(update(classifier, optimiser, own, learningRate));
        own.images.dispose();
      }
      return { loss: losses };
    },
  });
  return { loss: [], ...curves };
}

/** Batches of a second permutation of every epoch, for groups that go apart. */
function ownPermutation(random: Random, count: number, size: number): (epoch: number, batch: number) => Int32Array {
  let made: { readonly epoch: number; readonly order: Int32Array } | undefined;
  return (epoch, batch) => {
    if (made?.epoch !== epoch) made = { epoch, order: random.fork("permutation apart", epoch).permutation(count) };
    return batchRows(made.order, batch, size);
  };
}

interface PlannedPortion extends Portion {
  readonly attack: Attack | undefined;
}

async function planSteps({ strategy, attackOf }: Training, batch: number): Promise<readonly (readonly PlannedPortion[])[]> {
  const plan = async (portion: Portion): Promise<PlannedPortion> => {
    const { attack } = portion.group;
    return { ...portion, attack: attack && (await attackOf(attack)) };
  };
  return Promise.all(splitBatch(strategy, batch).map((portions) => Promise.all(portions.map(plan))));
}

/** The images, labels and weights of one step. The caller disposes of the images. */
async function prepare(
  { classifier, examples, spaceOf, signal }: Training,
  portions: readonly PlannedPortion[],
  rowsOf: (portion: Portion) => Int32Array,
  random: Random,
): Promise<UpdateBatch> {
  const parts: tf.Tensor4D[] = [];
  const labels: number[] = [];
  const weights: number[] = [];
  try {
    for (const [position, portion] of portions.entries()) {
      const { group, from, to, attack } = portion;
      using own = selectExamples(examples, rowsOf(portion).subarray(from, to));
      parts.push(await groupImages(group, own, classifier, attack, spaceOf, random.fork(position), signal));
      labels.push(...own.labels);
      weights.push(...Array.from(own.labels, () => group.weight / (to - from)));
    }
    return { images: tf.concat(parts), labels: Int32Array.from(labels), weights: Float32Array.from(weights) };
  } finally {
    tf.dispose(parts);
  }
}
