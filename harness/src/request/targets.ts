/**
 * Which class a targeted attack is to reach: the one after the true one, the one the model finds least
 * likely, or another at random.
 */
export const TARGETS = ["next", "least-likely", "random"] as const;
/** One of {@link TARGETS}. */
export type TargetChoice = (typeof TARGETS)[number];
