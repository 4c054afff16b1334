/** Both ends of an interval. */
export type Interval = readonly [lower: number, upper: number];
