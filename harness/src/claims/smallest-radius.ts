import type { AttackRecord, Random } from "@disentangle/core";
import { hierarchicalBootstrap, weightedMedian, type Bootstrap } from "@disentangle/evaluation";

/** ε of the L∞ attack of the paper, in whose units changes of the smallest ε are judged. */
const EPSILON = 0.3;
/** Number of radii in the sweep: 0.05, 0.1, … 0.3. */
const STEPS = 6;

/**
 * Change of the median smallest ε at which the attack succeeds on correctly classified images, from the records of the smallest to those of the largest N.
 *
 * An image that stands at the full radius counts as falling one step beyond it, so that a median of such images is a number. Attacks of another
 * radius (L2, L1) are scaled to 0.3, so that one threshold serves all.
 */
export function radiusChange(
  ends: readonly [readonly AttackRecord[], readonly AttackRecord[]],
  random: Random,
): { readonly bootstrap: Bootstrap; readonly n: number } {
  const values = ends.map((records) => records.map(smallestRadii));
  const [few, many] = values.map((models) => models.flat()) as [number[], number[]];
  const [before, after] = [weightedMedian(few), weightedMedian(many)];
  const change = (weights: Int32Array): number => after(weights.subarray(few.length)) - before(weights.subarray(0, few.length));
  const design = values.map((models) => models.map((model) => [model.length]));
  return { bootstrap: hierarchicalBootstrap(design, change, random), n: few.length + many.length };
}

function smallestRadii({ correct, smallestRadius, radius }: AttackRecord): number[] {
  const beyond = EPSILON * (1 + 1 / STEPS);
  return Array.from(smallestRadius ?? [])
    .filter((_, row) => correct[row] === 1)
    .map((smallest) => Math.min(beyond, (smallest / radius) * EPSILON));
}
