/**
 * The median of values under whole weights, for {@link crossedBootstrap}: values are sorted once, each call
 * is one pass.
 */
export function weightedMedian(values: ArrayLike<number>): (weights: Int32Array) => number {
  const order = sortOrder(values);
  const sorted = Float64Array.from(order, (row) => values[row] as number);
  return (weights) => {
    let total = 0;
    for (let i = 0; i < weights.length; i++) total += weights[i] as number;
    let seen = 0;
    for (let i = 0; i < order.length; i++) {
      seen += weights[order[i] as number] as number;
      if (2 * seen > total) return sorted[i] as number;
      if (2 * seen === total && seen > 0) {
        let next = i + 1;
        while (weights[order[next] as number] === 0) next++;
        return ((sorted[i] as number) + (sorted[next] as number)) / 2;
      }
    }
    return Number.NaN;
  };
}

/** Positions of values in ascending order. */
export function sortOrder(values: ArrayLike<number>): Int32Array {
  return Int32Array.from({ length: values.length }, (_, i) => i).toSorted((a, b) => (values[a] as number) - (values[b] as number));
}
