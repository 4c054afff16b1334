import { spaceKind, type SpaceName } from "@disentangle/core";

/**
 * What tasks cost, in seconds of one core for the standard network, as measured; a plan adds them up, and the time left is corrected by what tasks of
 * the same group really took.
 */
export const COSTS = {
  /** Twenty epochs on N images, attacked in those spaces. */
  train(size: number, spaces: readonly SpaceName[]): number {
    const attacked = spaces.reduce((sum, space) => sum + { image: 0.011, latent: 0.013, transformation: 0.013 }[spaceKind(space)], 0);
    return size * (0.0025 + attacked);
  },
  /** Per test image. */
  error: 4e-5,
  /** Per image and restart. */
  attack: (space: SpaceName): number => ({ image: 5e-4, latent: 2.5e-3, transformation: 2.5e-3 })[spaceKind(space)],
  /** A sweep over radii in units of its attack. */
  sweep: 8,
  /** Per attacked image; exact manifolds are projected on by optimisation, approximate ones by linear algebra. */
  distances: (exact: boolean): number => (exact ? 1.2e-2 : 2e-2),
  /** Per attacked image. */
  labels: 1e-3,
};
