import type { Interval } from "./interval.ts";
import { wilson } from "./wilson.ts";

/** Successes, which may be fractional, out of trials. */
export type Proportion = readonly [successes: number, total: number];

/**
 * Interval of the difference p₁ − p₂ of two independent proportions, from Wilson's of each (Newcombe, 1998,
 * method 10): holds its level where both are 0 or 1.
 *
 * @param level confidence, default 0.95
 */
export function newcombe(first: Proportion, second: Proportion, level: number = 0.95): Interval {
  const [p1, p2] = [first[0] / first[1], second[0] / second[1]];
  const [[l1, u1], [l2, u2]] = [wilson(...first, level), wilson(...second, level)];
  return [p1 - p2 - Math.hypot(p1 - l1, u2 - p2), p1 - p2 + Math.hypot(u1 - p1, p2 - l2)];
}
