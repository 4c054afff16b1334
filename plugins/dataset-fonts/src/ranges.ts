/** The three sets of ranges of the original experiments. */
export type Difficulty = "easy" | "moderate" | "hard";

/**
 * What each number of θ means, in order; the units are half image sides, half image sides, factor, factor,
 * factor, radians.
 */
export const parameterNames: readonly string[] = ["translation x", "translation y", "shear x", "shear y", "scale", "rotation"];

/** Smallest and largest value of each number of θ. [6] */
export interface Ranges {
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

/**
 * Ranges from which θ is drawn, each column uniformly and independently; `hard` is what the paper describes
 * (Section 3.1) and what its experiments use. Bounds have six significant digits, as in the original
 * experiments, so π/2 is 1.5708.
 */
export const ranges: Readonly<Record<Difficulty, Ranges>> = {
  easy: symmetric(0.1, 0.2, [0.9, 1.1], 0.523599),
  moderate: symmetric(0.2, 0.4, [0.85, 1.15], 1.0472),
  hard: symmetric(0.2, 0.5, [0.75, 1.15], 1.5708),
};

function symmetric(translation: number, shear: number, scale: readonly [number, number], rotation: number): Ranges {
  return {
    lower: [-translation, -translation, -shear, -shear, scale[0], -rotation],
    upper: [translation, translation, shear, shear, scale[1], rotation],
  };
}
