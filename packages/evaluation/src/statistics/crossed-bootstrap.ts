import type { Random } from "@disentangle/core";
import { type Bootstrap, DRAWS, drawStatistics } from "./bootstrap.ts";
import { ImageDraws } from "./image-draws.ts";

/**
 * What rows were measured on: `design[block][model]` lists the image of each row, by its position in the test
 * split. Rows are numbered through in that order; an image may have several rows (attacked, clean). Blocks
 * (training sizes) are fixed by the experiment, models and images are drawn.
 */
export type Design = readonly (readonly Int32Array[])[];

/**
 * Crossed ("pigeonhole") bootstrap (McCullagh, 2000; Owen, 2007): draws models with replacement within each
 * block, and images with replacement once for all models of all blocks, as all of them met the same images. A
 * row counts as often as its model times as often as its image.
 *
 * The statistic gets the weights of all rows (valid during the call alone), so that it can sort its values
 * once beforehand; nothing is allocated per draw.
 *
 * @param draws number of draws, default 2000
 */
export function crossedBootstrap(
  design: Design,
  statistic: (weights: Int32Array) => number,
  random: Random,
  draws: number = DRAWS,
): Bootstrap {
  const [bootstrap] = crossedBootstraps(design, 1, (weights, out) => (out[0] = statistic(weights)), random, draws);
  return bootstrap as Bootstrap;
}

/** {@link crossedBootstrap} of several statistics of the same draws, which `statistics` writes to `out`. */
export function crossedBootstraps(
  design: Design,
  count: number,
  statistics: (weights: Int32Array, out: Float64Array) => void,
  random: Random,
  draws: number = DRAWS,
): Bootstrap[] {
  const models = design.flat();
  const images = new ImageDraws([Int32Array.from(new Set(models.flatMap((rows) => [...rows])))]);
  const units = models.map((rows) => rows.map((image) => images.unitOf(image)));
  const taken = new Int32Array(models.length).fill(1);
  const weights = new Int32Array(models.reduce((sum, rows) => sum + rows.length, 0)).fill(1);
  const estimates = new Float64Array(count);
  statistics(weights, estimates);
  const sizes = design.map(({ length }) => length);
  return drawStatistics([...estimates], sizes, draws, (drawn, out) => {
    if (drawn === "images") taken.fill(1);
    else drawModels(sizes, taken, random);
    if (drawn === "models") images.takeAll();
    else images.draw(random);
    let row = 0;
    for (let model = 0; model < units.length; model++) {
      const times = taken[model] as number;
      const own = units[model] as Int32Array;
      for (let i = 0; i < own.length; i++) weights[row++] = times * (images.weights[own[i] as number] as number);
    }
    statistics(weights, out);
  });
}

/** Draws as many models of each block as it has, and counts how often each was drawn. */
function drawModels(sizes: readonly number[], taken: Int32Array, random: Random): void {
  taken.fill(0);
  let start = 0;
  for (const size of sizes) {
    random.resample(taken, start, size);
    start += size;
  }
}
