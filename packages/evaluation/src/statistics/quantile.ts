import { quantileSorted } from "simple-statistics";

/**
 * The p-quantile of numbers that may include infinities (Hyndman and Fan's type 7, as in NumPy). NaN where
 * there are none.
 */
export function quantile(values: ArrayLike<number>, p: number): number {
  return sortedQuantile(Float64Array.from(values).toSorted(), p);
}

/** The median of numbers that may include infinities. NaN where there are none. */
export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

/** {@link quantile} of numbers already sorted. */
export function sortedQuantile(sorted: Float64Array, p: number): number {
  if (sorted.length === 0) return Number.NaN;
  const position = (sorted.length - 1) * p;
  const [below, above] = [sorted[Math.floor(position)] as number, sorted[Math.ceil(position)] as number];
  // Interpolating between two equal infinities would give NaN.
  return below === above ? below : quantileSorted(sorted as unknown as number[], p);
}
