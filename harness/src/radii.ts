import type { Norm, SpaceKind } from "@disentangle/core";

/** Default radii per norm: ε in pixels and η in raw units of codes and transformations (section 4 of the paper). */
const RADII: Readonly<Record<string, Readonly<Record<SpaceKind, number>>>> = {
  Infinity: { image: 0.3, latent: 0.3, transformation: 0.3 },
  2: { image: 1.5, latent: 0.3, transformation: 0.3 },
  // The original experiments have no L1 attack. A perturbation of this size changes about as much as one of L2 norm 1.5 does.
  1: { image: 15, latent: 0.6, transformation: 0.6 },
};

/**
 * Fractions of ε at which the regular attack is swept: 0.05, 0.1, … 0.3 of pixels for L∞, and 0.005, 0.01, 0.02, 0.03, 0.04 below, where the median image
 * of a model falls that was not trained on such attacks.
 */
export const SWEEP: readonly number[] = [1 / 60, 1 / 30, 1 / 15, 1 / 10, 2 / 15, 1 / 6, 1 / 3, 1 / 2, 2 / 3, 5 / 6, 1];

/** Radius of the ball in a space, in its units. */
export function radiusOf(
  norm: Norm,
  space: SpaceKind,
  asked: { readonly epsilon?: number | undefined; readonly eta?: number | undefined },
): number {
  const own = space === "image" ? asked.epsilon : asked.eta;
  return own ?? (RADII[String(norm)] as Readonly<Record<SpaceKind, number>>)[space];
}
