import type { Random } from "@disentangle/core";
import type { Bootstrap } from "./bootstrap.ts";
import { rateBootstraps } from "./rate-bootstrap.ts";
import type { ResampledMean } from "./resample-mean.ts";

/** By how much the second of paired means lies below the first. */
export interface PairedReduction {
  /** Mean of the first less mean of the second. */
  readonly difference: Bootstrap;
  /** The same as a share of the mean of the first; 0 where that is 0. */
  readonly relative: Bootstrap;
}

/**
 * Bootstrap of the mean difference, first less second, of paired means (the same training images and repetition under two conditions): pairs are
 * drawn within their block, then the images of both.
 */
export function pairedBootstrap(
  blocks: readonly (readonly (readonly [first: ResampledMean, second: ResampledMean])[])[],
  random: Random,
  draws?: number,
): PairedReduction {
  const [difference, relative] = rateBootstraps(
    blocks,
    [([first, second]) => mean(first) - mean(second), ([first, second]) => (mean(first) === 0 ? 0 : 1 - mean(second) / mean(first))],
    random,
    draws,
  );
  return { difference, relative } as PairedReduction;
}

function mean(values: Float64Array | undefined): number {
  let sum = 0;
  for (const value of values as Float64Array) sum += value;
  return sum / (values as Float64Array).length;
}
