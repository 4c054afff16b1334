import type { Interval } from "./interval.ts";
import { normalQuantile } from "./normal.ts";

/**
 * Wilson's score interval of a proportion (Wilson, 1927): holds its level for few trials and near 0 and 1,
 * where the usual one has no width.
 *
 * @param successes number of successes; may be fractional where it is a mean over repetitions
 * @param total number of trials; for 0 the interval is [0, 1]
 * @param level confidence, default 0.95
 */
export function wilson(successes: number, total: number, level: number = 0.95): Interval {
  if (total === 0) return [0, 1];
  const z2 = normalQuantile((1 + level) / 2) ** 2;
  const rate = successes / total;
  const centre = rate + z2 / (2 * total);
  const half = Math.sqrt(z2 * ((rate * (1 - rate)) / total + z2 / (4 * total * total)));
  const scale = 1 + z2 / total;
  // At the ends the bounds are exact, but for rounding.
  return [successes <= 0 ? 0 : (centre - half) / scale, successes >= total ? 1 : (centre + half) / scale];
}
