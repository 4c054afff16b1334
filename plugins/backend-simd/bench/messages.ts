/** What a contender is told, one JSON object a line. */
export type Order =
  /** Make this work ready and do it once. Answered with the milliseconds that took. */
  | { readonly order: "prepare"; readonly work: string }
  /**
   * Do it untimed for at least `warm` milliseconds, then `runs` times. Answered with the milliseconds of
   * each.
   */
  | { readonly order: "time"; readonly runs: number; readonly warm: number };

/** The answer to an order, or why it cannot be obeyed. */
export type Answer = { readonly milliseconds: readonly number[] } | { readonly error: string };

/** First line of a contender: what it is. */
export interface Greeting {
  readonly about: string;
}
