import type { Random } from "@disentangle/core";

/** A mean over images, and draws of it with the images resampled. */
export interface ResampledMean {
  readonly mean: number;
  /** Number of images. */
  readonly count: number;
  draw(random: Random): number;
}

/**
 * The mean of `count` zeros and ones, `ones` of them ones; a resample of it is a binomial draw, so it costs
 * one number whatever the count.
 */
export function resampleProportion(ones: number, count: number): ResampledMean {
  const mean = ones / count;
  if (ones === 0 || ones === count) return { mean, count, draw: () => mean };
  const { first, cumulative } = binomial(count, mean);
  return { mean, count, draw: (random) => (first + search(cumulative, random.uniform())) / count };
}

/**
 * Cumulative probabilities of the binomial distribution, within ten standard deviations of its mean (the rest
 * weighs less than 1e-20).
 */
function binomial(count: number, p: number): { readonly first: number; readonly cumulative: Float64Array } {
  const reach = 10 * Math.sqrt(count * p * (1 - p)) + 10;
  const first = Math.max(0, Math.floor(count * p - reach));
  const last = Math.min(count, Math.ceil(count * p + reach));
  const mode = Math.min(last, Math.floor((count + 1) * p));
  const mass = new Float64Array(last - first + 1);
  // From the mode outwards and normalised at the end: no factorial overflows.
  mass[mode - first] = 1;
  for (let k = mode; k < last; k++) mass[k + 1 - first] = ((mass[k - first] as number) * (count - k) * p) / ((k + 1) * (1 - p));
  for (let k = mode; k > first; k--) mass[k - 1 - first] = ((mass[k - first] as number) * k * (1 - p)) / ((count - k + 1) * p);
  for (let i = 1; i < mass.length; i++) mass[i] = (mass[i] as number) + (mass[i - 1] as number);
  const total = mass.at(-1) as number;
  return { first, cumulative: mass.map((value) => value / total) };
}

/** Position of the first entry above `u`. */
function search(cumulative: Float64Array, u: number): number {
  let [low, high] = [0, cumulative.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cumulative[middle] as number) > u) high = middle;
    else low = middle + 1;
  }
  return low;
}
