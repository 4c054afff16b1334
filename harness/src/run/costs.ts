import { spaceKind, type Attack, type SpaceName } from "@disentangle/core";

/**
 * What tasks cost, in seconds of one core for the standard network, as measured; a plan adds them up, and the
 * time left is corrected by what tasks of the same group really took.
 */
export const COSTS = {
  /** Twenty epochs on N images, attacked in those spaces. */
  train(size: number, spaces: readonly SpaceName[]): number {
    const attacked = spaces.reduce((sum, space) => sum + { image: 0.0235, latent: 0.032, transformation: 0.032 }[spaceKind(space)], 0);
    return size * (0.003 + attacked);
  },
  /** Per test image. */
  error: 4e-5,
  /** Per image and restart. */
  attack: (space: SpaceName): number => ({ image: 4e-4, latent: 6e-4, transformation: 6e-4 })[spaceKind(space)],
  /**
   * A sweep over radii in units of its attack. It repeats the attack at eleven radii, or runs a minimum-norm
   * attack once, or does not run anything where the attack itself looks for a small norm.
   *
   * @param beside whether another minimum-norm attack is run once besides
   */
  sweep({ bounded, minimumNorm }: Attack, beside: boolean): number {
    const own = !bounded ? 0 : minimumNorm === undefined ? 12 : 1;
    return own + (beside ? 1 : 0);
  },
  /**
   * Per attacked image; exact manifolds are projected on by optimisation, approximate ones by linear algebra.
   */
  distances: (exact: boolean): number => (exact ? 1.1e-2 : 2e-2),
  /** Per attacked image. */
  labels: 5e-5,
};
