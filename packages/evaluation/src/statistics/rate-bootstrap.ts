import type { Random } from "@disentangle/core";
import { type Bootstrap, DRAWS, drawStatistics } from "./bootstrap.ts";
import type { ResampledMean } from "./resample-mean.ts";

/** `rates[block][model]` lists the means measured on one model, such as its test error and its success rate. */
export type MeasuredModels = readonly (readonly (readonly ResampledMean[])[])[];

/**
 * Hierarchical bootstrap of a statistic of per-model means: draws models with replacement within each block, then the images of each model drawn.
 * Means of one model stay together, which makes it a paired bootstrap where they are measured under two conditions.
 *
 * @param statistic gets, per measure, the means of all models, block after block (valid during the call alone)
 * @param draws number of draws, default 2000
 */
export function rateBootstrap(
  blocks: MeasuredModels,
  statistic: (means: readonly Float64Array[]) => number,
  random: Random,
  draws: number = DRAWS,
): Bootstrap {
  const [bootstrap] = rateBootstraps(blocks, [statistic], random, draws);
  return bootstrap as Bootstrap;
}

/** {@link rateBootstrap} of several statistics of the same draws. */
export function rateBootstraps(
  blocks: MeasuredModels,
  statistics: readonly ((means: readonly Float64Array[]) => number)[],
  random: Random,
  draws: number = DRAWS,
): Bootstrap[] {
  const models = blocks.flat();
  const means = Array.from({ length: models[0]?.length ?? 0 }, (_, measure) =>
    Float64Array.from(models, (model) => (model[measure] as ResampledMean).mean),
  );
  const estimates = statistics.map((statistic) => statistic(means));
  const sizes = blocks.map(({ length }) => length);
  return drawStatistics(estimates, sizes, draws, (drawModels, out) => {
    let row = 0;
    for (const block of blocks) {
      for (let i = 0; i < block.length; i++, row++) {
        const model = block[drawModels ? random.integer(block.length) : i] as readonly ResampledMean[];
        for (let measure = 0; measure < means.length; measure++) {
          (means[measure] as Float64Array)[row] = (model[measure] as ResampledMean).draw(random);
        }
      }
    }
    statistics.forEach((statistic, i) => (out[i] = statistic(means)));
  });
}
