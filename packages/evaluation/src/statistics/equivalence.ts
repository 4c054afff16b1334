import { type Bootstrap, bootstrapInterval } from "./bootstrap.ts";
import type { Interval } from "./interval.ts";

/**
 * Two one-sided tests that a difference lies inside ±margin (Schuirmann, 1987), as the 90 % interval lying inside it: both tests then hold at 5 %. "No
 * significant difference" is not this.
 */
export function equivalence(difference: Bootstrap, margin: number): { readonly interval: Interval; readonly equivalent: boolean } {
  const interval = bootstrapInterval(difference, 0.9);
  return { interval, equivalent: interval[0] > -margin && interval[1] < margin };
}

/** Non-inferiority: a difference that would be bad if large is at most `margin`, by its one-sided upper 95 % bound. */
export function nonInferiority(difference: Bootstrap, margin: number): { readonly upper: number; readonly nonInferior: boolean } {
  const upper = bootstrapInterval(difference, 0.9)[1];
  return { upper, nonInferior: upper <= margin };
}
