import type { Random, SweepRecord } from "@disentangle/core";
import { crossedBootstraps, groupedMedian, sweepSteps, type Bootstrap } from "@disentangle/evaluation/statistics";

/** ε of the L∞ attack of the paper, in whose units changes of the smallest ε are judged. */
const EPSILON = 0.3;

/**
 * Change of the median smallest ε at which the attack succeeds on correctly classified images, from the
 * records of the smallest to those of the largest N, and the share of it that is left. Attacks of another
 * radius (L2, L1) are scaled to 0.3, so that one threshold serves all. All records are of one sweep.
 */
export function radiusChange(
  ends: readonly [readonly SweepRecord[], readonly SweepRecord[]],
  random: Random,
): { readonly change: Bootstrap; readonly share: Bootstrap; readonly n: number } {
  const models = ends.map((records) => records.map(sweepSteps));
  const steps = models.map((block) => block.flatMap((model) => [...model.steps])) as [number[], number[]];
  const fractions = ends[0][0]?.fractions ?? [];
  const [before, after] = [groupedMedian(steps[0], fractions), groupedMedian(steps[1], fractions)];
  const few = steps[0].length;
  const compare = (weights: Int32Array, out: Float64Array): void => {
    const [first, last] = [before(weights.subarray(0, few)), after(weights.subarray(few))];
    out[0] = EPSILON * (last - first);
    out[1] = last / first;
  };
  const design = models.map((block) => block.map(({ images }) => images));
  const [change, share] = crossedBootstraps(design, 2, compare, random) as [Bootstrap, Bootstrap];
  return { change, share, n: few + steps[1].length };
}
