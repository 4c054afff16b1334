import {
  Fault,
  throwIfAborted,
  type AttackRecord,
  type Dataset,
  type DistanceRecord,
  type Manifold,
  type Population,
  type Random,
  type Rows,
  type SearchSpace,
} from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { adversarialRows } from "../attack/adversarial-rows.ts";
import { batches } from "../batches.ts";
import { checkBatch } from "../check-batch.ts";
import { read } from "../read.ts";
import { pickRows } from "../rows.ts";
import { DistanceColumns, type MeasuredDistances } from "./distance-columns.ts";
import { HeldOut } from "./held-out.ts";
import { changes } from "./move-along.ts";
import { movedImages, populate, populationsOf, type Batch } from "./populations.ts";
import { TangentSpaces } from "./tangent-share.ts";

/** What {@link measureDistances} projects. */
export interface DistanceMeasurement {
  readonly record: AttackRecord;
  /** One adversarial point per attacked sample. [n · D] */
  readonly points: Float32Array;
  /** The space that was attacked. */
  readonly spaceOf: (rows: Rows) => SearchSpace;
  readonly dataset: Dataset;
  /** The manifold that measures. */
  readonly ruler: Manifold;
  /** Default: all that the ruler can measure; for attacks on codes the examples alone. */
  readonly populations?: readonly Population[];
  /** At most that many adversarial examples, the first; default all. */
  readonly limit?: number;
  /** Images per projection, default 100. */
  readonly batch?: number;
  readonly random: Random;
  readonly signal: AbortSignal;
  /** Told the number of projected images after each batch. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Distances to a manifold of the adversarial examples of correctly classified images, and of the same
 * originals' companions, see {@link Population}. All populations are projected by the same procedure, given
 * the original examples: for moves that are known to stay on the manifold, nothing tells the search where
 * they end.
 *
 * @throws Fault `bad-option` for a batch or a limit that cannot be, `contradiction` for a population that the
 * ruler cannot have
 */
export async function measureDistances(options: DistanceMeasurement): Promise<DistanceRecord[]> {
  const { record, points, spaceOf, dataset, ruler, batch = 100, signal, random } = options;
  checkBatch(batch);
  demandLimit(options.limit);
  const populations = options.populations ?? populationsOf(ruler, record.space === "image");
  demandPopulations(ruler, populations);
  const rows = adversarialRows(record).subarray(0, options.limit);
  const columns = new Map(populations.map((population) => [population, new DistanceColumns()]));
  const heldOut = populations.some((population) => population === "shrunk" || (population === "control" && !ruler.exact))
    ? await HeldOut.read(dataset)
    : undefined;
  const size = points.length / record.samples.length;
  let done = 0;
  for (const chunk of batches(rows, batch)) {
    const indices = Int32Array.from(chunk, (row) => record.samples[row] as number);
    using examples = await dataset.examples("test", indices);
    using space = spaceOf(examples);
    const originals = await read(examples.images);
    const adversarial = await movedImages(space, pickRows(points, chunk, size), originals);
    const tangents = await tangentSpaces(ruler, examples);
    const made: Batch = { rows: examples, originals, adversarial, ruler, heldOut, random };
    for (const population of populations) {
      throwIfAborted(signal);
      const { images, left } = await populate(population, made);
      const projected = await project(images, made, random.fork("project", population), signal);
      const tangent = population === "clean" ? undefined : tangents?.shares(images, originals);
      columns.get(population)?.add(examples.indices, { ...projected, ...(tangent && { tangent }) }, left);
      done += chunk.length;
      options.onProgress?.(done, rows.length * populations.length);
    }
  }
  const { cell, attack, space } = record;
  return populations.map((population) => ({
    cell,
    attack,
    space,
    population,
    ruler: ruler.id,
    exact: ruler.exact,
    ...(columns.get(population) as DistanceColumns).finish(),
  }));
}

/** Those of a ruler that has codes; nearest neighbours measure a share of their own. */
async function tangentSpaces({ codes }: Manifold, rows: Rows): Promise<TangentSpaces | undefined> {
  if (codes === undefined) return undefined;
  using space = codes.space(rows);
  return await TangentSpaces.at(space);
}

function demandLimit(limit: number | undefined): void {
  if (limit === undefined || (Number.isInteger(limit) && limit >= 0)) return;
  throw new Fault("bad-option", `The limit of adversarial examples is ${limit}.`, {
    value: limit,
    mend: "Give a whole number from 0 on, or leave it out for all.",
  });
}

function demandPopulations(ruler: Manifold, populations: readonly Population[]): void {
  if (populations.includes("control") && ruler.exact && ruler.codes === undefined) {
    throw new Fault("contradiction", `Manifold ${ruler.id} has no decoder, so nothing can be moved along it.`, {
      value: populations,
      mend: 'Leave out the population "control".',
    });
  }
}

async function project(
  images: Float32Array,
  { rows, originals, ruler }: Batch,
  random: Random,
  signal: AbortSignal,
): Promise<MeasuredDistances> {
  const tensor = tf.tensor4d(images, rows.images.shape);
  try {
    using projections = await ruler.project(tensor, rows, random, signal);
    const projected = await read(projections.images);
    const count = rows.indices.length;
    return {
      distance: Float32Array.from(projections.distance),
      perturbation: changes(images, originals, count),
      toOriginal: changes(projected, originals, count),
      ...(projections.residual && { residual: Float32Array.from(projections.residual) }),
    };
  } finally {
    tensor.dispose();
  }
}
