/** How the projection searches. */
export interface ProjectionOptions {
  /** Codes drawn around the example's own, from which the starts are chosen. */
  readonly candidates: number;
  /** How many of them, the closest to the image, are optimised; the best end counts. */
  readonly starts: number;
  /** Steps of Levenberg-Marquardt per start. */
  readonly iterations: number;
  /** How far a candidate lies from the example's code at most, as a share of each valid range. */
  readonly spread: number;
}

/** The options of a projection unless others are given. */
export const DEFAULTS: ProjectionOptions = { candidates: 64, starts: 4, iterations: 12, spread: 0.3 };
