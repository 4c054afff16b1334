import { manifoldOf, type Setting } from "@disentangle/core";

// Ids of the training strategies that the claims speak about (section 4 of the paper).

export const NORMAL = "normal";
/** Adversarial training on transformations, Eq. (5). */
export const ADVERSARIAL_TRANSFORMATIONS = "adversarial-transformations";
/** The augmentation baseline. */
export const RANDOM_TRANSFORMATIONS = "random-transformations";

/**
 * Adversarial training on the manifold that the run judges, Eq. (4); undefined where no manifold of the run
 * has codes.
 */
export function onManifoldStrategy({ latent }: Setting): string | undefined {
  if (latent === undefined) return undefined;
  return latent.exact ? "on-manifold" : `on-manifold/${manifoldOf(latent.space) ?? ""}`;
}

/**
 * Whether a strategy is regular adversarial training, Eq. (2): the contrast of claim 4, whichever attack
 * makes its examples.
 */
export function isContrast({ trainedOn }: Setting, strategy: string): boolean {
  return trainedOn[strategy]?.includes("image") ?? false;
}
