import type { Random } from "@disentangle/core";
import { centredRanks, spearman } from "./spearman.ts";

/**
 * One-sided permutation test that y falls as x grows: how often does a random pairing give a rank correlation
 * at least as negative? Exact level whatever the distributions; the observed pairing counts as one draw, so p
 * is never 0.
 *
 * @param draws number of random pairings, default 9999
 */
export function fallingTrend(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  random: Random,
  draws: number = 9999,
): { readonly correlation: number; readonly p: number } {
  const correlation = spearman(x, y);
  if (Number.isNaN(correlation)) return { correlation, p: 1 };
  // Pairing anew permutes the ranks: only their products change, and those are whole numbers, so ties with
  // the observed pairing are exact.
  const [ranksX, ranksY] = [centredRanks(x), centredRanks(y)];
  const observed = product(ranksX, ranksY);
  let asExtreme = 1;
  for (let draw = 0; draw < draws; draw++) {
    for (let i = ranksY.length - 1; i > 0; i--) {
      const j = random.integer(i + 1);
      const moved = ranksY[i] as number;
      ranksY[i] = ranksY[j] as number;
      ranksY[j] = moved;
    }
    if (product(ranksX, ranksY) <= observed) asExtreme++;
  }
  return { correlation, p: asExtreme / (draws + 1) };
}

function product(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i] as number) * (y[i] as number);
  return sum;
}
