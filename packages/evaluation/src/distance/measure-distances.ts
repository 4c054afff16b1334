import {
  Fault,
  throwIfAborted,
  type Dataset,
  type DistanceRecord,
  type Examples,
  type Manifold,
  type Population,
  type Random,
} from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { adversarialRows } from "../attack/adversarial-rows.ts";
import type { AttackResult } from "../attack/evaluate-attack.ts";
import { batches } from "../batches.ts";
import { read } from "../read.ts";
import { pickRows } from "../rows.ts";
import { changes, moveAlong } from "./move-along.ts";
import { noisyImage } from "./noise.ts";

/** What {@link measureDistances} projects. */
export interface DistanceMeasurement {
  readonly result: AttackResult;
  readonly dataset: Dataset;
  readonly manifold: Manifold;
  /** Default: all, without `control` where the manifold has no decoder or is not exact. */
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
 * Distances to a manifold of the adversarial examples of correctly classified images, and of the same originals' companions:
 *
 * - `clean`: the originals themselves;
 * - `noise`: the original with random noise of the same L2 norm, clipped to [0, 1] ({@link noisyImage});
 * - `control`: the original moved along the manifold by the same L2 norm ({@link moveAlong}); rows whose norm no valid change reaches are left out.
 *
 * All populations are projected by the same procedure, given the original examples: for the control, whose true code is another, nothing
 * tells the search where it lies.
 */
export async function measureDistances(options: DistanceMeasurement): Promise<DistanceRecord[]> {
  const { result, dataset, manifold, batch = 100, signal, random } = options;
  const { record } = result;
  const decodes = manifold.exact && manifold.space !== undefined;
  const populations = options.populations ?? (["adversarial", "clean", "noise", ...(decodes ? (["control"] as const) : [])] as const);
  if (populations.includes("control") && manifold.space === undefined) {
    throw new Fault("contradiction", `Manifold ${manifold.id} has no decoder, so nothing can be moved along it.`, {
      value: populations,
      mend: 'Leave out the population "control".',
    });
  }
  const rows = adversarialRows(record).subarray(0, options.limit);
  const columns = new Map(populations.map((population) => [population, new Columns()]));
  let done = 0;
  for (const chunk of batches(rows, batch)) {
    using examples = await dataset.examples(
      "test",
      Int32Array.from(chunk, (row) => record.samples[row] as number),
    );
    const originals = await read(examples.images);
    const adversarial = pickRows(result.images, chunk, originals.length / chunk.length);
    for (const population of populations) {
      throwIfAborted(signal);
      const made = await populate(population, { examples, originals, adversarial, manifold, random });
      const measured = await project(made.images, originals, { examples, manifold, random: random.fork("project", population), signal });
      columns.get(population)?.add(examples.indices, measured, made.left);
      done += chunk.length;
      options.onProgress?.(done, rows.length * populations.length);
    }
  }
  return populations.map((population) => ({
    cell: record.cell,
    attack: record.attack,
    space: record.space,
    population,
    manifold: manifold.id,
    exact: manifold.exact,
    ...(columns.get(population) as Columns).finish(),
  }));
}

interface Batch {
  readonly examples: Examples;
  readonly originals: Float32Array;
  readonly adversarial: Float32Array;
  readonly manifold: Manifold;
  readonly random: Random;
}

/** Images of a population, and 1 for rows to leave out. */
async function populate(population: Population, batch: Batch): Promise<{ readonly images: Float32Array; readonly left?: Uint8Array }> {
  const { examples, originals, adversarial, manifold } = batch;
  const rows = examples.indices.length;
  const streams = Array.from(examples.indices, (index) => batch.random.fork(population, index));
  switch (population) {
    case "adversarial":
      return { images: adversarial };
    case "clean":
      return { images: originals };
    case "noise": {
      const [norms, size] = [changes(adversarial, originals, rows), originals.length / rows];
      const images = new Float32Array(originals.length);
      streams.forEach((stream, row) => {
        images.set(noisyImage(originals.subarray(row * size, (row + 1) * size), norms[row] as number, stream), row * size);
      });
      return { images };
    }
    case "control": {
      using space = (manifold.space as NonNullable<Manifold["space"]>)(examples);
      const moved = await moveAlong(space, changes(adversarial, originals, rows), streams);
      return { images: moved.images, left: moved.unreachable };
    }
    default:
      return population satisfies never;
  }
}

interface Measured {
  readonly distance: Float32Array;
  readonly perturbation: Float32Array;
  readonly toOriginal: Float32Array;
}

async function project(
  images: Float32Array,
  originals: Float32Array,
  { examples, manifold, random, signal }: Pick<Batch, "examples" | "manifold" | "random"> & { readonly signal: AbortSignal },
): Promise<Measured> {
  const rows = examples.indices.length;
  const tensor = tf.tensor4d(images, examples.images.shape);
  try {
    using projections = await manifold.project(tensor, examples, random, signal);
    const projected = await read(projections.images);
    return {
      distance: Float32Array.from(projections.distance),
      perturbation: changes(images, originals, rows),
      toOriginal: changes(projected, originals, rows),
    };
  } finally {
    tensor.dispose();
  }
}

/** Columns of one population's record, batch after batch. */
class Columns {
  readonly #samples: number[] = [];
  readonly #distance: number[] = [];
  readonly #perturbation: number[] = [];
  readonly #toOriginal: number[] = [];

  add(samples: Int32Array, measured: Measured, left: Uint8Array | undefined): void {
    samples.forEach((sample, row) => {
      if (left?.[row] === 1) return;
      this.#samples.push(sample);
      this.#distance.push(measured.distance[row] as number);
      this.#perturbation.push(measured.perturbation[row] as number);
      this.#toOriginal.push(measured.toOriginal[row] as number);
    });
  }

  finish(): Measured & { readonly samples: Int32Array } {
    return {
      samples: Int32Array.from(this.#samples),
      distance: Float32Array.from(this.#distance),
      perturbation: Float32Array.from(this.#perturbation),
      toOriginal: Float32Array.from(this.#toOriginal),
    };
  }
}
