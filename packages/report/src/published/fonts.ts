import type { RunResult } from "@disentangle/artifacts";

/** A quantity the paper plots on FONTS. */
export type PublishedQuantity = "error" | "image" | "latent";

/** One published curve: percentages at {@link PUBLISHED_SIZES}. */
export interface PublishedCurve {
  readonly quantity: PublishedQuantity;
  readonly strategy: string;
  readonly percent: readonly number[];
}

/** Training sizes N of the published values kept here. */
export const PUBLISHED_SIZES: readonly number[] = [250, 500, 1000, 2500, 5000, 10_000, 20_000, 40_000];

/**
 * Values behind Figures 5 and 6 of the paper on FONTS: means of 5 models, no intervals. Success is averaged over restarts there, so a
 * worst case over restarts is higher. For four strategies the paper's regular success is 99.6 % or more at every N and no curve is kept.
 */
export const PUBLISHED_FONTS: readonly PublishedCurve[] = [
  { quantity: "error", strategy: "normal", percent: [73.0, 61.7, 49.5, 28.8, 19.9, 12.4, 8.54, 6.31] },
  { quantity: "error", strategy: "regular-adversarial", percent: [66.6, 56.6, 42.1, 29.3, 21.3, 16.4, 14.5, 13.0] },
  { quantity: "error", strategy: "on-manifold", percent: [54.7, 35.4, 22.2, 12.2, 7.61, 5.49, 4.15, 3.58] },
  { quantity: "error", strategy: "on-manifold-learned", percent: [64.0, 50.7, 34.0, 18.0, 12.4, 7.88, 5.68, 4.57] },
  { quantity: "error", strategy: "random-transformations", percent: [60.0, 42.9, 34.3, 18.0, 13.4, 9.09, 6.97, 6.24] },
  { quantity: "error", strategy: "adversarial-transformations", percent: [57.4, 40.5, 26.4, 12.4, 8.25, 5.93, 4.27, 3.81] },
  { quantity: "latent", strategy: "normal", percent: [93.7, 95.5, 91.1, 76.9, 65.2, 52.9, 43.1, 36.3] },
  { quantity: "latent", strategy: "regular-adversarial", percent: [90.6, 89.1, 84.8, 71.9, 62.0, 51.2, 42.8, 38.1] },
  { quantity: "latent", strategy: "on-manifold", percent: [68.3, 63.1, 50.4, 36.4, 26.0, 21.0, 15.7, 13.3] },
  { quantity: "latent", strategy: "on-manifold-learned", percent: [92.9, 89.6, 81.9, 64.1, 51.4, 40.5, 30.2, 24.7] },
  { quantity: "latent", strategy: "random-transformations", percent: [86.6, 79.5, 71.3, 59.6, 50.7, 40.2, 33.8, 30.1] },
  { quantity: "latent", strategy: "adversarial-transformations", percent: [73.3, 63.8, 51.2, 36.0, 26.4, 20.6, 16.0, 13.7] },
  { quantity: "image", strategy: "normal", percent: [100, 100, 99.7, 98.3, 97.5, 96.4, 95.9, 96.4] },
  { quantity: "image", strategy: "regular-adversarial", percent: [94.4, 92.7, 88.5, 76.7, 64.0, 56.6, 51.9, 49.3] },
];

/** The published curve of a quantity for a strategy on FONTS: percentages at {@link PUBLISHED_SIZES}; undefined where none is kept. */
export function publishedCurve(quantity: PublishedQuantity, strategy: string): readonly number[] | undefined {
  return PUBLISHED_FONTS.find((entry) => entry.quantity === quantity && entry.strategy === strategy)?.percent;
}

/** The published value in percent, where there is one for that strategy and size. */
export function publishedPercent(quantity: PublishedQuantity, strategy: string, size: number): number | undefined {
  return publishedCurve(quantity, strategy)?.[PUBLISHED_SIZES.indexOf(size)];
}

/** Strategies whose regular success the paper gives as {@link FLOOR} or more at every N. */
const AT_FLOOR = new Set(["on-manifold", "on-manifold-learned", "random-transformations", "adversarial-transformations"]);
const FLOOR = 99.6;

/** The percentage that the published value is no less than, where that is all that is kept. */
export function publishedFloor(quantity: PublishedQuantity, strategy: string, size: number): number | undefined {
  return quantity === "image" && AT_FLOOR.has(strategy) && PUBLISHED_SIZES.includes(size) ? FLOOR : undefined;
}

/** Whether the published values are about what was run: the paper's dataset FONTS and its CNN and, for success rates, its attack. */
export function isPublished({ settings }: RunResult, what: PublishedQuantity): boolean {
  const network = settings.dataset.id === "fonts" && settings.architectures.every(({ id }) => id === "cnn");
  return network && (what === "error" || settings.attack.id === "pgd-linf");
}
