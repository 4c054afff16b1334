/**
 * Fractions of ε at which the regular attack is swept: 0.05, 0.1, … 0.3 of pixels for L∞, and 0.005, 0.01,
 * 0.02, 0.03, 0.04 below, where the median image of a model falls that was not trained on such attacks. Fixed
 * beforehand, for claim 4b.
 */
export const SWEEP: readonly number[] = [1 / 60, 1 / 30, 1 / 15, 1 / 10, 2 / 15, 1 / 6, 1 / 3, 1 / 2, 2 / 3, 5 / 6, 1];
