import {
  Fault,
  type Attack,
  type AttackRecord,
  type Criterion,
  type Examples,
  type Frozen,
  type Norm,
  type Proposal,
  type SearchSpace,
} from "@disentangle/core";
import { L1, L2, LINF } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { predictions } from "../predict.ts";
import { read, readBroadcast } from "../read.ts";
import { clipPoints, type Clipped, tolerance } from "./clip-points.ts";

/** A batch under attack. */
export interface Trial {
  readonly attack: Attack;
  readonly frozen: Frozen;
  readonly criterion: Criterion;
  readonly space: SearchSpace;
  readonly examples: Examples;
  /** Reference class of the criterion per row. [B] */
  readonly labels: Int32Array;
  /** [B] */
  readonly radius: Float32Array;
  /** Whether a point beyond the radius fails, where the attack is not bounded by it. */
  readonly enforceRadius: boolean;
}

/** What the evaluator found of a batch; arrays [B] unless they say otherwise. */
export interface Judgement {
  readonly clipped: Clipped;
  /** Rendered clipped points. [B · height · width · channels] */
  readonly images: Float32Array;
  /** Whether the clipped point meets the criterion, however far it is. */
  readonly met: Uint8Array;
  /** Whether the classifier's answer to it holds NaN or an infinity, so that nothing is met. */
  readonly unanswered: Uint8Array;
  /** Whether it does so within the radius, where that is enforced. */
  readonly success: Uint8Array;
  /** Norms of the perturbation by id, see {@link AttackRecord.norms}. */
  readonly norms: AttackRecord["norms"];
  readonly imageL2: Float32Array;
}

/** The unattacked rows as the space renders them. */
export interface Origin {
  readonly points: Float32Array;
  readonly images: Float32Array;
  readonly logits: Float32Array;
  /** Whether the true class is predicted. [B] */
  readonly correct: Uint8Array;
}

/** Renders and classifies the unattacked points of a batch. */
export async function judgeOrigin({ frozen, space, examples }: Trial): Promise<Origin> {
  const [rendered, logits] = tf.tidy(() => {
    const images = space.render(space.origin);
    return [images, frozen.classify(images)] as const;
  });
  try {
    const [points, images, values] = await Promise.all([read(space.origin), read(rendered), read(logits)]);
    const predicted = predictions(values, frozen.classes);
    return {
      points,
      images,
      logits: values,
      correct: Uint8Array.from(predicted, (label, row) => (label === examples.labels[row] ? 1 : 0)),
    };
  } finally {
    tf.dispose([rendered, logits]);
  }
}

/** Clips, renders and re-classifies a proposal; nothing it says of itself decides success. */
export async function judge(trial: Trial, origin: Origin, proposal: Proposal): Promise<Judgement> {
  const { attack, space, radius } = trial;
  demandShape(trial, proposal);
  const rows = radius.length;
  const size = origin.points.length / rows;
  const [points, lower, upper] = await Promise.all([
    read(proposal.points),
    readBroadcast(space.lower, space.origin.shape),
    readBroadcast(space.upper, space.origin.shape),
  ]);
  const clipped = clipPoints({ points, origin: origin.points, lower, upper, radius, norm: attack.norm, bounded: attack.bounded });
  const { images, met, unanswered } = await classify(trial, clipped.points);
  const measured = (norm: Norm): Float32Array =>
    Float32Array.from(radius, (_, row) => norm.distance(clipped.points, origin.points, row * size, (row + 1) * size));
  const pixels = images.length / rows;
  for (const row of met.keys()) if (clipped.broken[row] === 1) met[row] = 0;
  const success = Uint8Array.from(radius, (limit, row) => {
    if (met[row] === 0) return 0;
    const length = attack.norm.distance(clipped.points, origin.points, row * size, (row + 1) * size);
    return trial.enforceRadius && length > limit + tolerance(limit) ? 0 : 1;
  });
  return {
    clipped,
    images,
    met,
    unanswered,
    success,
    norms: {
      [attack.norm.id]: measured(attack.norm),
      l0: Float32Array.from(radius, (_, row) => changed(clipped.points, origin.points, row * size, (row + 1) * size)),
      l1: measured(L1),
      l2: measured(L2),
      linf: measured(LINF),
    },
    imageL2: Float32Array.from(radius, (_, row) => L2.distance(images, origin.images, row * pixels, (row + 1) * pixels)),
  };
}

async function classify(trial: Trial, points: Float32Array): Promise<Pick<Judgement, "images" | "met" | "unanswered">> {
  const { frozen, space, criterion, labels } = trial;
  const [rendered, logits, flags] = tf.tidy(() => {
    const images = space.render(tf.tensor(points, space.origin.shape));
    const scores = frozen.classify(images);
    return [images, scores, criterion.met(scores, tf.tensor1d(labels, "int32"))] as const;
  });
  try {
    const [images, values, met] = await Promise.all([read(rendered), read(logits), flags.data()]);
    const finite = (row: number): boolean => values.subarray(row * frozen.classes, (row + 1) * frozen.classes).every(Number.isFinite);
    const unanswered = Uint8Array.from(labels, (_, row) => (finite(row) ? 0 : 1));
    return { images, met: unanswered.map((not, row) => (not === 1 ? 0 : (met[row] as number))), unanswered };
  } finally {
    tf.dispose([rendered, logits, flags]);
  }
}

function changed(points: Float32Array, origin: Float32Array, start: number, end: number): number {
  let count = 0;
  for (let i = start; i < end; i++) if (points[i] !== origin[i]) count++;
  return count;
}

function demandShape({ attack, space, radius }: Trial, proposal: Proposal): void {
  const { iterations, gradients, forwards, zeroGradients, stalled, source } = proposal;
  const arrays = [iterations, gradients, forwards, zeroGradients, stalled, source?.correct, source?.success];
  const counts = arrays.flatMap((array) => (array === undefined ? [] : [array.length]));
  const wanted = space.origin.shape;
  if (proposal.points.shape.join() === wanted.join() && counts.every((count) => count === radius.length)) return;
  throw new Fault(
    "bad-plugin",
    `Attack ${attack.id} proposed points of shape [${proposal.points.shape.join()}] with counters of length ${counts.join()} for an origin of shape [${wanted.join()}].`,
    { value: proposal.points.shape, mend: "Return one point, one iteration and one count of each kind per row of the origin." },
  );
}
