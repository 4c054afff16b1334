/**
 * P(a > b) + ½ P(a = b) for a drawn from the first numbers and b from the second: the area under the ROC
 * curve. NaN where one is empty.
 */
export function auc(first: ArrayLike<number>, second: ArrayLike<number>): number {
  const a = Float64Array.from(first).toSorted();
  const b = Float64Array.from(second).toSorted();
  let [below, notAbove, twice] = [0, 0, 0];
  for (const value of a) {
    while (below < b.length && (b[below] as number) < value) below++;
    while (notAbove < b.length && (b[notAbove] as number) <= value) notAbove++;
    twice += below + notAbove;
  }
  return twice / (2 * a.length * b.length);
}

/** Cliff's delta, P(a > b) − P(a < b), in [−1, 1] (Cliff, 1993): 2 · {@link auc} − 1. */
export function cliffsDelta(first: ArrayLike<number>, second: ArrayLike<number>): number {
  return 2 * auc(first, second) - 1;
}

/**
 * How far each number is on the wrong side, where the first should be larger than the second: for each of the
 * first the share of the second above it, for each of the second the share of the first below it, ties by
 * half. The mean of either is 1 less the {@link auc}.
 */
export function misplaced(first: ArrayLike<number>, second: ArrayLike<number>): readonly [first: Float64Array, second: Float64Array] {
  const [a, b] = [first, second].map((numbers) => Float64Array.from(numbers).toSorted()) as [Float64Array, Float64Array];
  return [
    Float64Array.from(first, (value) => 1 - (lowerBound(b, value) + upperBound(b, value)) / (2 * b.length)),
    Float64Array.from(second, (value) => (lowerBound(a, value) + upperBound(a, value)) / (2 * a.length)),
  ];
}

/** How many of the sorted numbers are smaller. */
function lowerBound(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many of the sorted numbers are no larger. */
function upperBound(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
