import type { Random } from "@disentangle/core";
import { type Bootstrap, DRAWS, drawStatistics } from "./bootstrap.ts";
import { ImageDraws } from "./image-draws.ts";
import { type ImageValues, meanOf } from "./image-values.ts";
import type { ResampledMean } from "./resample-proportion.ts";

/** One number measured on a model: what was seen image by image, or a mean of which only the counts are known and whose images are drawn by themselves. */
export type Measure = ImageValues | ResampledMean;

/** `models[block][model]` lists what was measured on one model, such as its test error and its success rate. */
export type MeasuredModels = readonly (readonly (readonly Measure[])[])[];

/**
 * Crossed bootstrap of a statistic of per-model means ({@link crossedBootstrap}): draws models with replacement within each block, and images once
 * for all. Means of one model stay together, which makes it a paired bootstrap where they are measured under two conditions.
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
  const images = new ImageDraws(
    models.flat().flatMap((measure) => ("images" in measure ? [measure.images] : [])),
    random.fork("bins"),
  );
  const measures = (models[0] ?? []).map((_, measure) => models.map((model) => prepare(model[measure] as Measure, images)));
  const observed = measures.map((own) => Float64Array.from(own, ({ mean }) => mean));
  const drawnMeans = observed.map((own) => own.slice());
  const means = observed.map((own) => own.slice());
  const estimates = statistics.map((statistic) => statistic(means));
  const sizes = blocks.map(({ length }) => length);
  return drawStatistics(estimates, sizes, draws, (drawn, out) => {
    if (drawn === "models") observed.forEach((own, measure) => (drawnMeans[measure] as Float64Array).set(own));
    else {
      images.draw(random);
      measures.forEach((own, measure) => own.forEach((one, model) => ((drawnMeans[measure] as Float64Array)[model] = one.draw(random))));
    }
    let start = 0;
    for (const size of sizes) {
      for (let i = 0; i < size; i++) {
        const model = start + (drawn === "images" ? i : random.integer(size));
        for (let measure = 0; measure < means.length; measure++) {
          (means[measure] as Float64Array)[start + i] = (drawnMeans[measure] as Float64Array)[model] as number;
        }
      }
      start += size;
    }
    statistics.forEach((statistic, i) => (out[i] = statistic(means)));
  });
}

/** A mean, and the same under the images drawn last. */
function prepare(measure: Measure, images: ImageDraws): { readonly mean: number; draw(random: Random): number } {
  if (!("images" in measure)) return measure;
  const { mean } = meanOf(measure);
  const units = images.unitsOf(measure.images);
  const first = units.reduce((a, b) => Math.min(a, b), Infinity);
  const length = units.length === 0 ? 0 : units.reduce((a, b) => Math.max(a, b), 0) - first + 1;
  const [sums, counts] = [new Float64Array(length), new Float64Array(length)];
  units.forEach((unit, row) => {
    if (measure.counted !== undefined && measure.counted[row] === 0) return;
    sums[unit - first] = (sums[unit - first] as number) + (measure.values[row] as number);
    counts[unit - first] = (counts[unit - first] as number) + 1;
  });
  const { weights } = images;
  return {
    mean,
    draw() {
      let [sum, count] = [0, 0];
      for (let i = 0; i < length; i++) {
        const weight = weights[first + i] as number;
        sum += weight * (sums[i] as number);
        count += weight * (counts[i] as number);
      }
      // Of a handful of images that count, a draw may miss all.
      return count === 0 ? mean : sum / count;
    },
  };
}
