/** One promise of a contract, as an executable check. */
export interface Law<Subject> {
  /** What is promised, as the name of a test: "stays in the ball and the box". */
  readonly promise: string;
  /** Throws an error that says what was seen where the subject breaks the promise. */
  check(subject: Subject): Promise<void>;
}

/**
 * Ends a law whose promise was not kept.
 *
 * @param kept whether the promise was kept
 * @param seen what was seen, with numbers
 * @throws Error with that text where it was not
 */
export function demand(kept: boolean, seen: string): asserts kept {
  if (!kept) throw new Error(seen);
}
