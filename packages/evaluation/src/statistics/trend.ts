import type { Random } from "@disentangle/core";
import { spearman } from "./spearman.ts";

/**
 * One-sided permutation test that y falls as x grows: how often does a random pairing give a rank correlation at least as negative?
 * Exact level whatever the distributions; the observed pairing counts as one draw, so p is never 0.
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
  const shuffled = Float64Array.from(y);
  let asExtreme = 1;
  for (let draw = 0; draw < draws; draw++) {
    for (let i = shuffled.length - 1; i > 0; i--) {
      const j = random.integer(i + 1);
      [shuffled[i], shuffled[j]] = [shuffled[j] as number, shuffled[i] as number];
    }
    // The margin keeps pairings that tie with the observed one from being lost to rounding.
    if (spearman(x, shuffled) <= correlation + 1e-12) asExtreme++;
  }
  return { correlation, p: asExtreme / (draws + 1) };
}
