/** Ids of the training strategies that claims speak about (section 4 of the paper). */
export const NORMAL = "normal";
/** Adversarial training on the manifold, Eq. (4). */
export const ON_MANIFOLD = "on-manifold";
/** Adversarial training on transformations, Eq. (5). */
export const ADVERSARIAL_TRANSFORMATIONS = "adversarial-transformations";
/** The augmentation baseline. */
export const RANDOM_TRANSFORMATIONS = "random-transformations";

/** Whether a strategy is adversarial training on regular examples, Eq. (2), on all images or half of them, for whichever norm. */
export function isContrast(strategy: string): boolean {
  return /^regular-adversarial(-|$)/.test(strategy);
}
