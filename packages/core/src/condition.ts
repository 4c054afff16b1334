/**
 * A measured number with its 95 % interval, as conditions see it; for exact numbers both bounds are the
 * estimate.
 */
export interface Measured {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
  /**
   * The 90 % interval, whose ends are one-sided bounds at 95 %; needed by {@link equivalentWithin} and {@link
   * notInferior}.
   */
  readonly inner?: readonly [lower: number, upper: number];
  /** p-value after correction for all tests of the run; needed by {@link significant}. */
  readonly p?: number;
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

/** Two one-sided tests at 5 % that a difference is smaller than the margin either way (Schuirmann, 1987). */
export function equivalentWithin(margin: number): Condition {
  return {
    words: `90 % interval inside ±${margin.toFixed(2)}`,
    holds: ({ inner }) => inner !== undefined && inner[0] > -margin && inner[1] < margin,
  };
}

/** A difference that would be bad if large is at most the margin, by its one-sided upper 95 % bound. */
export function notInferior(margin: number): Condition {
  return {
    words: `one-sided upper 95 % bound (the upper end of the 90 % interval) ≤ ${digits(margin)}`,
    holds: ({ inner }) => inner !== undefined && inner[1] <= margin,
  };
}

/** The corrected p-value is at most that level. */
export function significant(level: number): Condition {
  return { words: `p ≤ ${digits(level)} after Holm`, holds: ({ p }) => p !== undefined && p <= level };
}

/** All of several conditions. */
export function allOf(...conditions: readonly Condition[]): Condition {
  return {
    words: conditions.map(({ words }) => words).join(", and "),
    holds: (measured) => conditions.every((condition) => condition.holds(measured)),
  };
}

/** One of several conditions at least. */
export function anyOf(...conditions: readonly Condition[]): Condition {
  return {
    words: conditions.map(({ words }) => words).join(", or "),
    holds: (measured) => conditions.some((condition) => condition.holds(measured)),
  };
}

/** A number with a true minus sign. */
function digits(value: number): string {
  return String(value).replace("-", "−");
}
