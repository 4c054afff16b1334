/**
 * Holm's step-down correction (Holm, 1979) of the p-values of one family: a test is significant at level α
 * where its corrected p-value is at most α, and the chance of any false one is then at most α.
 *
 * @returns corrected p-values in the order given
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, i) => i).toSorted((a, b) => (pValues[a] as number) - (pValues[b] as number));
  const corrected = pValues.map(() => 1);
  let largest = 0;
  order.forEach((test, rank) => {
    largest = Math.max(largest, Math.min(1, (pValues.length - rank) * (pValues[test] as number)));
    corrected[test] = largest;
  });
  return corrected;
}
