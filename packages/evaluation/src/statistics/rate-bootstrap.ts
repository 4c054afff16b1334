import type { Random } from "@disentangle/core";
import { type Bootstrap, DRAWS, drawStatistics } from "./bootstrap.ts";
import { ImageDraws } from "./image-draws.ts";
import { type ImageValues, meanOf } from "./image-values.ts";
import { ResampledSums } from "./resampled-sums.ts";
import type { ResampledMean } from "./resample-proportion.ts";

/** Strata of more images than this are drawn by the normal limit of their sums. */
const LARGEST_STRATUM = 2500;

/**
 * One number measured on a model: what was seen image by image, or a mean of which only the counts are known
 * and whose images are drawn by themselves.
 */
export type Measure = ImageValues | ResampledMean;

/**
 * `models[block][model]` lists what was measured on one model, such as its test error and its success rate.
 */
export type MeasuredModels = readonly (readonly (readonly Measure[])[])[];

/**
 * Crossed bootstrap of a statistic of per-model means ({@link crossedBootstrap}): draws models with
 * replacement within each block, and images once for all. Means of one model stay together, which makes it a
 * paired bootstrap where they are measured under two conditions.
 *
 * @param statistic gets, per measure, the means of all models, block after block (valid during the call
 * alone)
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
  const width = models[0]?.length ?? 0;
  const all = models.flat();
  const byImage = all.filter((measure) => "images" in measure);
  const images = new ImageDraws(
    byImage.map((measure) => measure.images),
    LARGEST_STRATUM,
  );
  const sums = new ResampledSums(byImage, images);
  const observed = Float64Array.from(all, (measure) => ("images" in measure ? meanOf(measure) : measure).mean);
  const drawnMeans = observed.slice();
  const means = Array.from({ length: width }, (_, measure) => observed.filter((_mean, i) => i % width === measure));
  const estimates = statistics.map((statistic) => statistic(means));
  const sizes = blocks.map(({ length }) => length);
  return drawStatistics(estimates, sizes, draws, (drawn, out) => {
    if (drawn === "models") drawnMeans.set(observed);
    else {
      images.draw(random);
      sums.draw(random);
      let next = 0;
      all.forEach((measure, i) => (drawnMeans[i] = "images" in measure ? (sums.means[next++] as number) : measure.draw(random)));
    }
    let start = 0;
    for (const size of sizes) {
      for (let i = 0; i < size; i++) {
        const model = start + (drawn === "images" ? i : random.integer(size));
        for (let measure = 0; measure < width; measure++) {
          (means[measure] as Float64Array)[start + i] = drawnMeans[model * width + measure] as number;
        }
      }
      start += size;
    }
    statistics.forEach((statistic, i) => (out[i] = statistic(means)));
  });
}
