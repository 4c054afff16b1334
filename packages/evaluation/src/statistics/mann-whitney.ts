import { auc } from "./auc.ts";
import { normalTail } from "./normal.ts";

/**
 * One-sided Mann-Whitney test that the first numbers tend to be smaller than the second, by the normal
 * approximation with continuity and tie correction (good from about 8 numbers on each side).
 *
 * @returns U of the first numbers, and the p-value; 1 where there is nothing to tell (an empty side, all
 * values tied)
 */
export function mannWhitneyLess(first: ArrayLike<number>, second: ArrayLike<number>): { readonly u: number; readonly p: number } {
  const [n, m] = [first.length, second.length];
  if (n === 0 || m === 0) return { u: 0, p: 1 };
  const u = auc(first, second) * n * m;
  const total = n + m;
  const variance = ((n * m) / 12) * (total + 1 - tieTerm(first, second) / (total * (total - 1)));
  return { u, p: variance <= 0 ? 1 : normalTail(((n * m) / 2 - u - 0.5) / Math.sqrt(variance)) };
}

/** Σ (t³ − t) over groups of t tied values. */
function tieTerm(first: ArrayLike<number>, second: ArrayLike<number>): number {
  const all = Float64Array.from([...Array.from(first), ...Array.from(second)]).toSorted();
  let sum = 0;
  for (let start = 0, end = 0; start < all.length; start = end) {
    while (end < all.length && all[end] === all[start]) end++;
    sum += (end - start) ** 3 - (end - start);
  }
  return sum;
}
