import type { Random } from "@disentangle/core";
import { type Bootstrap, DRAWS, drawStatistics } from "./bootstrap.ts";

/**
 * How rows nest: `design[block][model]` lists the sizes of a model's populations of images. Rows are numbered through in that order. Blocks (training sizes)
 * and populations (adversarial, clean) are fixed by the experiment; models and images are drawn.
 */
export type Design = readonly (readonly (readonly number[])[])[];

/**
 * Hierarchical bootstrap: draws models with replacement within each block, then images with replacement within each population of each model drawn.
 * The statistic gets the weights of all rows (how often each was drawn; valid during the call alone), so that it can sort its values
 * once beforehand; nothing is allocated per draw.
 *
 * @param draws number of draws, default 2000
 */
export function hierarchicalBootstrap(
  design: Design,
  statistic: (weights: Int32Array) => number,
  random: Random,
  draws: number = DRAWS,
): Bootstrap {
  const [bootstrap] = hierarchicalBootstraps(design, 1, (weights, out) => (out[0] = statistic(weights)), random, draws);
  return bootstrap as Bootstrap;
}

/** {@link hierarchicalBootstrap} of several statistics of the same draws, which `statistics` writes to `out`. */
export function hierarchicalBootstraps(
  design: Design,
  count: number,
  statistics: (weights: Int32Array, out: Float64Array) => void,
  random: Random,
  draws: number = DRAWS,
): Bootstrap[] {
  const { blocks, rows } = layOut(design);
  const weights = new Int32Array(rows).fill(1);
  const estimates = new Float64Array(count);
  statistics(weights, estimates);
  const sizes = design.map(({ length }) => length);
  return drawStatistics([...estimates], sizes, draws, (drawModels, out) => {
    weights.fill(0);
    for (const models of blocks) {
      for (let i = 0; i < models.length; i++) {
        const populations = models[drawModels ? below(random, models.length) : i] as Int32Array;
        for (let p = 0; p < populations.length; p += 2) random.resample(weights, populations[p] as number, populations[p + 1] as number);
      }
    }
    statistics(weights, out);
  });
}

/** First row and size of each population, per model. */
function layOut(design: Design): { readonly blocks: readonly (readonly Int32Array[])[]; readonly rows: number } {
  let rows = 0;
  const blocks = design.map((models) =>
    models.map((populations) =>
      Int32Array.from(
        populations.flatMap((size) => {
          rows += size;
          return [rows - size, size];
        }),
      ),
    ),
  );
  return { blocks, rows };
}

/** A whole number in [0, size), from 32 bits as {@link Random.resample} draws them. */
function below(random: Random, size: number): number {
  return Math.floor(((random.bits() >>> 0) / 0x100000000) * size);
}
