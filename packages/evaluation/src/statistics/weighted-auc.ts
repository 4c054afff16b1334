import { sortOrder } from "./weighted-median.ts";

/**
 * The AUC of marked rows against the others under whole weights, for {@link hierarchicalBootstrap}: values are sorted once, each call is one pass.
 *
 * @param marked 1 for rows that should have the larger values, 0 for the others
 */
export function weightedAuc(values: ArrayLike<number>, marked: ArrayLike<number>): (weights: Int32Array) => number {
  const order = sortOrder(values);
  return (weights) => {
    let [twice, above, below] = [0, 0, 0];
    for (let start = 0, end = 0; start < order.length; start = end) {
      const value = values[order[start] as number];
      let [tiedMarked, tiedOther] = [0, 0];
      for (; end < order.length && values[order[end] as number] === value; end++) {
        const row = order[end] as number;
        if (marked[row] === 1) tiedMarked += weights[row] as number;
        else tiedOther += weights[row] as number;
      }
      twice += tiedMarked * (2 * below + tiedOther);
      above += tiedMarked;
      below += tiedOther;
    }
    return twice / (2 * above * below);
  };
}
