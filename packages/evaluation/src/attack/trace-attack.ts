import type { Attack, Criterion, Frozen, Objective, Problem, Random, SearchSpace } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { predictions } from "../predict.ts";
import { read } from "../read.ts";

/** What {@link traceAttack} watches: one restart on one image. */
export interface TraceOptions {
  readonly attack: Attack;
  readonly frozen: Frozen;
  /** What a transfer attack searches in its place; it is watched there. */
  readonly source?: Frozen;
  /** Of one row; stays the caller's. */
  readonly space: SearchSpace;
  /** Reference class of the criterion: the true one, or the target. */
  readonly label: number;
  /** Position of the image in its split, by which randomness is forked. */
  readonly sample: number;
  /** In units of the space. */
  readonly radius: number;
  readonly criterion: Criterion;
  readonly objective: Objective;
  readonly random: Random;
  readonly signal: AbortSignal;
  /** Most points that are kept, spread evenly over the search; default 41. */
  readonly most?: number;
}

/** A point at which an attack asked the classifier. */
export interface TracedPoint {
  /** How many images it had asked about before: 0 for the start. */
  readonly evaluation: number;
  /** What the attack minimises. */
  readonly loss: number;
  readonly predicted: number;
  /** [height · width · channels] */
  readonly image: Float32Array;
}

/**
 * The path of an attack: every image it asks the classifier about, with the loss it minimises, in order. An
 * attack that stops at the first success ends there.
 *
 * @throws what the attack throws
 */
export async function traceAttack(options: TraceOptions): Promise<readonly TracedPoint[]> {
  const { attack, frozen, source, space, label, sample, radius, criterion, objective, random, signal, most = 41 } = options;
  const seen: { readonly evaluation: number; readonly image: tf.Tensor4D }[] = [];
  let [asked, stride] = [0, 1];
  const watched =
    (classifier: Frozen): Problem["classify"] =>
    (images) => {
      if (asked % stride === 0) {
        seen.push({ evaluation: asked, image: tf.keep(tf.slice(images, [0, 0, 0, 0], [1, -1, -1, -1])) });
        // Of a search of unknown length every other point is dropped whenever there are too many.
        if (seen.length > most) {
          stride *= 2;
          seen.splice(0, seen.length, ...seen.filter((point) => keeps(point, stride)));
        }
      }
      asked++;
      return classifier.classify(images);
    };
  const keeps = ({ evaluation, image }: (typeof seen)[number], every: number): boolean => {
    if (evaluation % every === 0) return true;
    image.dispose();
    return false;
  };
  try {
    const proposal = await attack.perturb(
      {
        classify: source === undefined ? watched(frozen) : (images) => frozen.classify(images),
        space,
        labels: Int32Array.of(label),
        samples: Int32Array.of(sample),
        radius: Float32Array.of(radius),
        criterion,
        objective,
        ...(source && { source: watched(source) }),
      },
      random,
      signal,
    );
    proposal[Symbol.dispose]();
    return await judged(seen, source ?? frozen, objective, label);
  } finally {
    for (const { image } of seen) image.dispose();
  }
}

async function judged(
  seen: readonly { readonly evaluation: number; readonly image: tf.Tensor4D }[],
  frozen: Frozen,
  objective: Objective,
  label: number,
): Promise<readonly TracedPoint[]> {
  if (seen.length === 0) return [];
  const [images, logits, losses] = tf.tidy(() => {
    const all = tf.concat<tf.Tensor4D>(seen.map(({ image }) => image));
    const scores = frozen.classify(all);
    return [all, scores, objective.loss(scores, tf.tensor1d(new Int32Array(seen.length).fill(label), "int32"))] as const;
  });
  try {
    const [pixels, values, loss] = await Promise.all([read(images), read(logits), read(losses)]);
    const classes = predictions(values, frozen.classes);
    const size = pixels.length / seen.length;
    return seen.map(({ evaluation }, i) => ({
      evaluation,
      loss: loss[i] as number,
      predicted: classes[i] as number,
      image: pixels.slice(i * size, (i + 1) * size),
    }));
  } finally {
    tf.dispose([images, logits, losses]);
  }
}
