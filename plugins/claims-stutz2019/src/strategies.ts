import { manifoldOf, type Setting } from "@disentangle/core";

// Ids of the training strategies that the claims speak about (section 4 of the paper).

export const NORMAL = "normal";
/** Adversarial training on transformations, Eq. (5). */
export const ADVERSARIAL_TRANSFORMATIONS = "adversarial-transformations";
/** The augmentation baseline. */
export const RANDOM_TRANSFORMATIONS = "random-transformations";

/**
 * Adversarial training on the manifold that the run judges, Eq. (4), or its L2 form where that alone is
 * trained; undefined where no manifold of the run has codes.
 */
export function onManifoldStrategy({ latent, strategies }: Setting): string | undefined {
  if (latent === undefined) return undefined;
  const whose = latent.exact ? "" : `/${manifoldOf(latent.space) ?? ""}`;
  const [usual, l2] = [`on-manifold${whose}`, `on-manifold-l2${whose}`];
  return !strategies.includes(usual) && strategies.includes(l2) ? l2 : usual;
}

/**
 * Whether a strategy is regular adversarial training, Eq. (2): the contrast of claim 4, whichever attack
 * makes its examples.
 */
export function isContrast({ trainedOn }: Setting, strategy: string): boolean {
  return trainedOn[strategy]?.includes("image") ?? false;
}
