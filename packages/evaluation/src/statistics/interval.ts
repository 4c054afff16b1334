/** Both ends of an interval. */
export type Interval = readonly [lower: number, upper: number];

/** The smallest interval that covers both. */
export function hull(a: Interval, b: Interval): Interval {
  return [Math.min(a[0], b[0]), Math.max(a[1], b[1])];
}
