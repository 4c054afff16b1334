import type { SweepRecord } from "@disentangle/core";

/**
 * The images of a sweep that are classified correctly, and the step at which each fell; the number of steps
 * where it stood.
 */
export function sweepSteps({ samples, correct, smallest, radius, fractions }: SweepRecord): {
  readonly images: Int32Array;
  readonly steps: Int32Array;
} {
  const counted = (_: number, row: number): boolean => correct[row] === 1;
  const steps = Int32Array.from(smallest.filter(counted), (norm) => {
    const step = fractions.findIndex((fraction) => norm <= radius * fraction * (1 + 1e-6));
    return step === -1 ? fractions.length : step;
  });
  return { images: samples.filter(counted), steps };
}

/**
 * The median of smallest radii under whole weights, as a fraction of the full radius.
 *
 * A sweep tells between which two of its radii an image fell, so this is the median of grouped data: linear
 * between the radii around it. Images that stand at the full radius count as falling evenly over one step
 * beyond it.
 *
 * @param steps as {@link sweepSteps} counts them
 * @param fractions of the sweep, ascending
 */
export function groupedMedian(steps: ArrayLike<number>, fractions: readonly number[]): (weights: Int32Array) => number {
  const last = fractions.at(-1) as number;
  const borders = [0, ...fractions, 2 * last - (fractions.at(-2) ?? 0)];
  const stepOf = Uint8Array.from(steps);
  const counts = new Int32Array(fractions.length + 1);
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
