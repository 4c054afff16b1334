import { Fault, type Projections, type Random, type SearchSpace } from "@disentangle/core";
import { pace } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { bestEnds } from "./best-ends.ts";
import { improveFit, squaredDistance, startFit, type Fit, type FitProblem } from "./fit.ts";
import type { ProjectionOptions } from "./projection-options.ts";
import { bestCandidates, drawCandidates } from "./starts.ts";

/** Images projected at a time: bounds the memory, whatever their number. */
const CHUNK = 64;

/**
 * Projects images onto what a space of codes renders, row by row: candidates are drawn around the origin's
 * codes, the closest ones optimised, the best end kept. Nothing is read back but the distances at the end.
 *
 * @param images [B, height, width, channels]
 * @param space codes [B, D]
 * @param samples identity of each row [B]
 */
export async function projectRows(
  images: tf.Tensor4D,
  space: SearchSpace,
  samples: Int32Array,
  options: ProjectionOptions,
  random: Random,
  signal: AbortSignal,
): Promise<Projections> {
  if (samples.length === 0) return projectionsOf(new Float32Array(), images.clone(), space.origin.clone() as tf.Tensor2D);
  const turn = pace(signal);
  const ends: Projected[] = [];
  try {
    for (let from = 0; from < samples.length; from += CHUNK) {
      const rows = Int32Array.from({ length: Math.min(CHUNK, samples.length - from) }, (_, row) => from + row);
      using part = space.select(rows);
      const target = tf.tidy(() => tf.slice(images, from, rows.length).reshape<tf.Tensor2D>([rows.length, -1]));
      try {
        ends.push(await projectChunk(target, part, samples.subarray(from, from + rows.length), options, random, turn));
      } finally {
        target.dispose();
      }
    }
    const result = tf.tidy(() => ({
      images: tf.concat(ends.map((end) => end.images)),
      codes: tf.concat(ends.map((end) => end.codes)),
      length: tf.concat(ends.map((end) => end.squared)).sqrt(),
    }));
    // A copy, because a backend may hand out a view of memory that it uses again.
    const distance = Float32Array.from(await result.length.data());
    result.length.dispose();
    const projections = projectionsOf(distance, result.images, result.codes);
    const broken = distance.findIndex((value) => !Number.isFinite(value));
    if (broken === -1) return projections;
    projections[Symbol.dispose]();
    throw new Fault("not-finite", `The image of sample ${samples[broken]} cannot be projected: it holds NaN or an infinity.`, {
      value: distance[broken],
      mend: "Check the images before projecting them.",
    });
  } finally {
    tf.dispose(ends);
  }
}

function projectionsOf(distance: Float32Array, images: tf.Tensor4D, codes: tf.Tensor2D): Projections {
  return { distance, images, codes, [Symbol.dispose]: () => tf.dispose([images, codes]) };
}

async function projectChunk(
  target: tf.Tensor2D,
  space: SearchSpace,
  samples: Int32Array,
  options: ProjectionOptions,
  random: Random,
  turn: () => Promise<void>,
): Promise<Projected> {
  const box = { lower: space.lower as tf.Tensor2D, upper: space.upper as tf.Tensor2D };
  const { starts, iterations } = options;
  using repeated = space.select(Int32Array.from({ length: samples.length * starts }, (_, k) => Math.floor(k / starts)));
  const targets = tf.tidy(() => tf.tile(target.expandDims(1), [1, starts, 1]).reshape<tf.Tensor2D>([-1, target.shape[1]]));
  const problem: FitProblem = { decode: (points) => repeated.render(points), target: targets, ...box };
  let fit: Fit | undefined;
  try {
    fit = tf.tidy(() => startFit(problem, chooseStarts(target, space, samples, options, random)));
    for (let i = 0; i < iterations; i++) {
      await turn();
      const next = improveFit(problem, fit);
      tf.dispose(fit);
      fit = next;
    }
    const ends = fit;
    return tf.tidy(() => {
      const { codes } = bestEnds(ends, samples.length);
      const images = space.render(codes);
      return { codes, images, squared: squaredDistance(images.reshape(target.shape), target) };
    });
  } finally {
    targets.dispose();
    if (fit !== undefined) tf.dispose(fit);
  }
}

/** What a chunk of images was projected to. */
type Projected = {
  readonly codes: tf.Tensor2D;
  readonly images: tf.Tensor4D;
  /** Squared distance. [R, 1] */
  readonly squared: tf.Tensor2D;
};

/** The closest candidates of every row. [B · starts, D] */
function chooseStarts(
  target: tf.Tensor2D,
  space: SearchSpace,
  samples: Int32Array,
  options: ProjectionOptions,
  random: Random,
): tf.Tensor2D {
  return tf.tidy(() => {
    const box = { lower: space.lower as tf.Tensor2D, upper: space.upper as tf.Tensor2D };
    const candidates = drawCandidates(space.origin as tf.Tensor2D, box, samples, options, random);
    const losses = tf.unstack(candidates).map((codes) => tf.tidy(() => squaredDistance(space.render(codes).reshape(target.shape), target)));
    return bestCandidates(candidates, tf.concat(losses, 1), options.starts);
  });
}
