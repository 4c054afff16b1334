import type { Random } from "@disentangle/core";
import type { Bootstrap } from "./bootstrap.ts";
import { rateBootstrap } from "./rate-bootstrap.ts";
import type { ResampledMean } from "./resample-mean.ts";

/**
 * Bootstrap of the mean difference, first less second, of paired means (the same training images and repetition under two conditions): pairs are
 * drawn within their block, then the images of both.
 */
export function pairedBootstrap(
  blocks: readonly (readonly (readonly [first: ResampledMean, second: ResampledMean])[])[],
  random: Random,
  draws?: number,
): Bootstrap {
  return rateBootstrap(blocks, difference, random, draws);
}

/** Mean of the first less mean of the second. */
function difference([first, second]: readonly Float64Array[]): number {
  let sum = 0;
  for (let i = 0; i < (first as Float64Array).length; i++) sum += (first as Float64Array)[i] as number;
  for (let i = 0; i < (second as Float64Array).length; i++) sum -= (second as Float64Array)[i] as number;
  return sum / (first as Float64Array).length;
}
