import type { AttackRecord, Random } from "@disentangle/core";
import { hierarchicalBootstraps, type Bootstrap } from "@disentangle/evaluation";
import { SWEEP } from "../radii.ts";

/** ε of the L∞ attack of the paper, in whose units changes of the smallest ε are judged. */
const EPSILON = 0.3;

/**
 * Change of the median smallest ε at which the attack succeeds on correctly classified images, from the records of the smallest to those of the
 * largest N, and the share of it that is left. Attacks of another radius (L2, L1) are scaled to 0.3, so that one threshold serves all.
 */
export function radiusChange(
  ends: readonly [readonly AttackRecord[], readonly AttackRecord[]],
  random: Random,
): { readonly change: Bootstrap; readonly share: Bootstrap; readonly n: number } {
  const steps = ends.map((records) => records.map(stepsOf));
  const [few, many] = steps.map((models) => models.flat()) as [number[], number[]];
  const [before, after] = [groupedMedian(few), groupedMedian(many)];
  const compare = (weights: Int32Array, out: Float64Array): void => {
    const [first, last] = [before(weights.subarray(0, few.length)), after(weights.subarray(few.length))];
    out[0] = EPSILON * (last - first);
    out[1] = last / first;
  };
  const design = steps.map((models) => models.map((model) => [model.length]));
  const [change, share] = hierarchicalBootstraps(design, 2, compare, random) as [Bootstrap, Bootstrap];
  return { change, share, n: few.length + many.length };
}

/** Step of the sweep at which each correctly classified image fell; the number of steps where it stood. */
export function stepsOf({ correct, smallestRadius, radius }: AttackRecord): number[] {
  return Array.from(smallestRadius ?? [])
    .filter((_, row) => correct[row] === 1)
    .map((smallest) => {
      const step = SWEEP.findIndex((fraction) => smallest <= radius * fraction * (1 + 1e-6));
      return step === -1 ? SWEEP.length : step;
    });
}

/**
 * The median of smallest radii under whole weights, as a fraction of the full radius.
 *
 * A sweep tells between which two of its radii an image fell, so this is the median of grouped data: linear between the radii around it. Images
 * that stand at the full radius count as falling evenly over one step beyond it.
 */
export function groupedMedian(steps: readonly number[]): (weights: Int32Array) => number {
  const last = SWEEP.at(-1) as number;
  const borders = [0, ...SWEEP, 2 * last - (SWEEP.at(-2) ?? 0)];
  const stepOf = Uint8Array.from(steps);
  const counts = new Int32Array(SWEEP.length + 1);
  return (weights) => {
    counts.fill(0);
    for (let row = 0; row < stepOf.length; row++) {
      const step = stepOf[row] as number;
      counts[step] = (counts[step] as number) + (weights[row] as number);
    }
    let half = 0;
    for (let step = 0; step < counts.length; step++) half += (counts[step] as number) / 2;
    let step = 0;
    while (half > (counts[step] as number)) half -= counts[step++] as number;
    const [from, to] = [borders[step] as number, borders[step + 1] as number];
    return from + ((to - from) * half) / (counts[step] as number);
  };
}
