/** A measured number with its 95 % interval, as conditions see it; for exact numbers both bounds are the estimate. */
export interface Measured {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

/** A condition fixed beforehand: its words and its test are one value, so that they cannot drift apart. */
export interface Condition {
  readonly words: string;
  holds(measured: Measured): boolean;
}

/** The whole interval lies at or above the limit. */
export function atLeast(limit: number): Condition {
  return { words: `lower bound ≥ ${digits(limit)}`, holds: ({ lower }) => lower >= limit };
}

/** The whole interval lies above the limit. */
export function above(limit: number): Condition {
  return { words: `lower bound > ${digits(limit)}`, holds: ({ lower }) => lower > limit };
}

/** The whole interval lies at or below the limit. */
export function atMost(limit: number): Condition {
  return { words: `upper bound ≤ ${digits(limit)}`, holds: ({ upper }) => upper <= limit };
}

/** The estimate itself is at least the limit, whatever its interval. */
export function estimateAtLeast(limit: number): Condition {
  return { words: `≥ ${digits(limit)}`, holds: ({ estimate }) => estimate >= limit };
}

/** The estimate itself is at most the limit, whatever its interval. */
export function estimateAtMost(limit: number): Condition {
  return { words: `≤ ${digits(limit)}`, holds: ({ estimate }) => estimate <= limit };
}

/** The estimate is exactly that number: for counts. */
export function exactly(value: number): Condition {
  return { words: `= ${digits(value)}`, holds: ({ estimate }) => estimate === value };
}

/** A number with a true minus sign. */
function digits(value: number): string {
  return String(value).replace("-", "−");
}
