/** P(a > b) + ½ P(a = b) for a drawn from the first numbers and b from the second: the area under the ROC curve. NaN where one is empty. */
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
