import { Fault, type Projections, type Random } from "@disentangle/core";
import { adamStep, type FrozenModule, pace } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { posteriorOf } from "./losses.ts";
import { forwardByMember } from "./member-decoder.ts";

/** Encoders and decoders, one of each per class, or one for all. */
export interface Coders {
  readonly encoders: readonly FrozenModule[];
  readonly decoders: readonly FrozenModule[];
}

/** Images to project. */
export interface ProjectionTask extends Coders {
  /** [B, height, width, channels] */
  readonly images: tf.Tensor4D;
  /** Which encoder and decoder each row uses. [B] */
  readonly members: Int32Array;
  /** Stream of each row. [B] */
  readonly streams: readonly Random[];
  /** Valid codes. Each [1, Q] */
  readonly lower: tf.Tensor2D;
  readonly upper: tf.Tensor2D;
  readonly starts: number;
  readonly iterations: number;
  readonly signal: AbortSignal;
}

/** Images projected at a time. */
const CHUNK = 64;
const RATE = 0.05;
const ADAM = { beta1: 0.5, beta2: 0.9, epsilon: 1e-8, decay: 0 };

/**
 * Projects images onto what the decoders make of valid codes: argmin ‖dec(z) − x̃‖₂, by Adam from the
 * encoder's answer and from random codes, the learning rate halved five times on the way. The best code met
 * on any of these ways counts, so that no projection is farther than the encoder's own reconstruction under
 * valid codes.
 *
 * @throws Fault `not-finite` for images that are not, `aborted`
 */
export async function projectRows(task: ProjectionTask): Promise<Projections> {
  const total = task.members.length;
  const size = task.lower.shape[1];
  if (total === 0) return own(new Float32Array(), task.images.clone(), tf.zeros<tf.Rank.R2>([0, size]));
  const turn = pace(task.signal);
  const ends: { readonly codes: tf.Tensor2D; readonly images: tf.Tensor4D; readonly squared: tf.Tensor1D }[] = [];
  try {
    for (let from = 0; from < total; from += CHUNK) {
      ends.push(await projectChunk(task, from, Math.min(CHUNK, total - from), turn));
    }
    const result = tf.tidy(() => ({
      images: tf.concat(ends.map(({ images }) => images)),
      codes: tf.concat(ends.map(({ codes }) => codes)),
      distance: tf.sqrt(tf.concat(ends.map(({ squared }) => squared))),
    }));
    const distance = Float32Array.from(await result.distance.data());
    result.distance.dispose();
    const projections = own(distance, result.images, result.codes);
    const broken = distance.findIndex((value) => !Number.isFinite(value));
    if (broken === -1) return projections;
    projections[Symbol.dispose]();
    throw new Fault("not-finite", `Image ${broken} of a batch cannot be projected: it holds NaN or an infinity.`, {
      value: distance[broken],
      mend: "Check the images before projecting them.",
    });
  } finally {
    tf.dispose(ends);
  }
}

function own(distance: Float32Array, images: tf.Tensor4D, codes: tf.Tensor2D): Projections {
  return { distance, images, codes, [Symbol.dispose]: () => tf.dispose([images, codes]) };
}

interface Fit {
  readonly codes: tf.Tensor;
  readonly m: tf.Tensor;
  readonly v: tf.Tensor;
  /** Best codes so far [R, Q], and their squared distance [R, 1]. */
  readonly best: tf.Tensor;
  readonly squared: tf.Tensor;
}

async function projectChunk(
  task: ProjectionTask,
  from: number,
  count: number,
  turn: () => Promise<void>,
): Promise<{ readonly codes: tf.Tensor2D; readonly images: tf.Tensor4D; readonly squared: tf.Tensor1D }> {
  const { decoders, starts, iterations, lower, upper } = task;
  const members = task.members.subarray(from, from + count);
  const repeated = Int32Array.from({ length: count * starts }, (_, k) => members[Math.floor(k / starts)] as number);
  const images = tf.slice(task.images, [from, 0, 0, 0], [count, -1, -1, -1]);
  const target = tf.tidy(() => tf.reshape(tf.tile(tf.reshape(images, [count, 1, -1]), [1, starts, 1]), [count * starts, -1]));
  const squaredOf = (codes: tf.Tensor): tf.Tensor1D =>
    tf.sum(tf.square(tf.sub(tf.reshape(forwardByMember(decoders, repeated, codes), target.shape), target)), 1);
  let fit: Fit | undefined;
  try {
    fit = tf.tidy(() => {
      const codes = startsOf(task, images, from, count);
      const zeros = tf.zerosLike(codes);
      return { codes, m: zeros, v: zeros.clone(), best: codes.clone(), squared: tf.expandDims(squaredOf(codes), 1) };
    });
    for (let step = 1; step <= iterations; step++) {
      await turn();
      const next: Fit = advance(fit, squaredOf, [lower, upper], {
        step,
        learningRate: RATE * 0.5 ** Math.floor((5 * step) / (iterations + 1)),
      });
      tf.dispose({ ...fit });
      fit = next;
    }
    const ended = fit;
    return tf.tidy(() => {
      const squared = tf.reshape(squaredOf(ended.codes), [-1, 1]);
      const best = tf.where(tf.less(squared, ended.squared), ended.codes, ended.best);
      const least = tf.minimum(squared, ended.squared);
      const choice = tf.argMin(tf.reshape(least, [count, starts]), 1);
      const rows = tf.add(tf.mul(tf.range(0, count, 1, "int32"), tf.scalar(starts, "int32")), choice);
      const codes = tf.gather(best, rows) as tf.Tensor2D;
      const rendered = forwardByMember(decoders, members, codes) as tf.Tensor4D;
      return { codes, images: rendered, squared: tf.sum<tf.Tensor1D>(tf.square(tf.sub(rendered, images)), [1, 2, 3]) };
    });
  } finally {
    tf.dispose([images, target]);
    if (fit !== undefined) tf.dispose({ ...fit });
  }
}

/** One step of Adam into the box; the codes it leaves are compared with the best so far. */
function advance(
  { codes, m, v, best, squared }: Fit,
  squaredOf: (codes: tf.Tensor) => tf.Tensor1D,
  [lower, upper]: readonly [tf.Tensor2D, tf.Tensor2D],
  pacing: { readonly step: number; readonly learningRate: number },
): Fit {
  return tf.tidy(() => {
    // Rows do not interact, so the gradient of the sum holds that of each row.
    const { value, grads } = tf.engine().gradients(() => squaredOf(codes), [codes], undefined, true);
    const now = tf.reshape(value, [-1, 1]);
    const [moved, first, second] = adamStep(codes, grads[0] as tf.Tensor, m, v, { ...ADAM, ...pacing });
    return {
      codes: tf.maximum(tf.minimum(moved, upper), lower),
      m: first,
      v: second,
      best: tf.where(tf.less(now, squared), codes, best),
      squared: tf.minimum(now, squared),
    };
  });
}

/** The encoder's answer first, then random codes, all inside the box. [count · starts, Q] */
function startsOf(
  { encoders, members, streams, lower, upper, starts }: ProjectionTask,
  images: tf.Tensor4D,
  from: number,
  count: number,
): tf.Tensor2D {
  const size = lower.shape[1];
  const { mean } = posteriorOf(forwardByMember(encoders, members.subarray(from, from + count), images));
  const drawn = new Float32Array(count * (starts - 1) * size);
  for (let row = 0; row < count; row++) {
    const stream = streams[from + row] as Random;
    for (let i = 0; i < (starts - 1) * size; i++) drawn[row * (starts - 1) * size + i] = stream.normal();
  }
  const all = tf.concat([tf.expandDims(mean, 1), tf.tensor3d(drawn, [count, starts - 1, size])], 1);
  return tf.maximum(tf.minimum(tf.reshape(all, [count * starts, size]), upper), lower);
}
