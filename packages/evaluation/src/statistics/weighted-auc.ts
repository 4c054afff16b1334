import { sortOrder } from "./weighted-median.ts";

/**
 * The AUC of marked rows against the others under whole weights, for {@link crossedBootstrap}: values are
 * sorted once, each call is one pass.
 *
 * @param marked 1 for rows that should have the larger values, 0 for the others
 */
export function weightedAuc(values: ArrayLike<number>, marked: ArrayLike<number>): (weights: Int32Array) => number {
  const order = sortOrder(values);
  const isMarked = Uint8Array.from(order, (row) => marked[row] as number);
  const isLastOfTie = Uint8Array.from(order, (row, i) => (values[row] === values[order[i + 1] ?? -1] ? 0 : 1));
  return (weights) => {
    let [twice, above, below, tiedMarked, tiedOther] = [0, 0, 0, 0, 0];
    for (let i = 0; i < order.length; i++) {
      const weight = weights[order[i] as number] as number;
      if (isMarked[i] === 1) tiedMarked += weight;
      else tiedOther += weight;
      if (isLastOfTie[i] === 0) continue;
      twice += tiedMarked * (2 * below + tiedOther);
      above += tiedMarked;
      below += tiedOther;
      tiedMarked = tiedOther = 0;
    }
    return twice / (2 * above * below);
  };
}
