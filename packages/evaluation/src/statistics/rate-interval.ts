import type { Random } from "@disentangle/core";
import { bootstrapInterval } from "./bootstrap.ts";
import { effectiveImages } from "./effective-images.ts";
import { meanOf } from "./image-values.ts";
import { hull, type Interval } from "./interval.ts";
import { type Measure, rateBootstrap } from "./rate-bootstrap.ts";
import { wilson } from "./wilson.ts";

/** A mean over models of a rate, with its 95 % interval. */
export interface RateInterval {
  readonly mean: number;
  readonly interval: Interval;
  /** Images of all models. */
  readonly count: number;
}

/**
 * The mean over models of a rate in [0, 1], all of one training size and strategy. Its interval is that of
 * the crossed bootstrap, and never narrower than Wilson's of as many images as these are worth ({@link
 * pooledRate}): where all images fare alike, or nearly, draws hardly differ, and "none seen" must not be
 * taken for "none there".
 */
export function rateInterval(models: readonly Measure[], random: Random): RateInterval {
  const bootstrap = rateBootstrap([models.map((model) => [model])], ([rates]) => average(rates as Float64Array), random);
  const { total, count } = pooledRate(models);
  const [lower, upper] = hull(bootstrapInterval(bootstrap), wilson(bootstrap.estimate * total, total));
  return { mean: bootstrap.estimate, interval: [Math.max(0, lower), Math.min(1, upper)], count };
}

/**
 * The images of several models of one size: how many there are, how many independent ones they are worth, and
 * the rate over all of them.
 */
export function pooledRate(models: readonly Measure[]): { readonly rate: number; readonly total: number; readonly count: number } {
  const [images, values]: [number[], number[]] = [[], []];
  let [apart, ones] = [0, 0];
  for (const measure of models) {
    const { mean, count } = "images" in measure ? meanOf(measure) : measure;
    if (count > 0) ones += mean * count;
    if (!("images" in measure)) {
      apart += count;
      continue;
    }
    measure.images.forEach((image, row) => {
      if (measure.counted?.[row] === 0) return;
      images.push(image);
      values.push(measure.values[row] as number);
    });
  }
  const count = images.length + apart;
  const rate = ones / count;
  const residuals = values.map((value) => value - rate);
  return { rate, total: (count === apart ? 0 : effectiveImages(Int32Array.from(images), residuals)) + apart, count };
}

function average(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
