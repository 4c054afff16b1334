/** Training sizes N of the published values kept here. */
export const PUBLISHED_SIZES: readonly number[] = [250, 500, 1000, 2500, 5000, 10_000, 20_000, 40_000];

/**
 * What the paper plots: the test error, and success rates on images, on the true manifold and on the learned
 * one.
 */
export type PublishedQuantity = "error" | "image" | "true-manifold" | "learned-manifold";

/**
 * How the paper trained; the last two names are those of on-manifold training with the true and with the
 * learned decoder.
 */
export type PublishedStrategy =
  | "normal"
  | "regular-adversarial"
  | "random-transformations"
  | "adversarial-transformations"
  | "on-manifold"
  | "on-manifold-learned";

/**
 * Percentages at {@link PUBLISHED_SIZES}, by strategy; those of a strategy whose curve is not kept are
 * absent.
 */
export type PublishedCurves = Readonly<Partial<Record<PublishedStrategy, readonly number[]>>>;

/** What was published of a dataset. */
export interface PublishedValues {
  readonly curves: Readonly<Partial<Record<PublishedQuantity, PublishedCurves>>>;
  /**
   * Percentage that the regular success of these strategies is no less than at every N, which is all that is
   * kept of them.
   */
  readonly floor?: { readonly percent: number; readonly strategies: readonly PublishedStrategy[] };
}

/**
 * Values behind Figures 5 and 6 of the paper, by id of the dataset: means of 5 models, no intervals. Success
 * is averaged over restarts there, so a worst case over restarts is higher. EMNIST is its group of digits.
 */
export const PUBLISHED: Readonly<Record<string, PublishedValues>> = {
  fonts: {
    curves: {
      error: {
        normal: [73.0, 61.7, 49.5, 28.8, 19.9, 12.4, 8.54, 6.31],
        "regular-adversarial": [66.6, 56.6, 42.1, 29.3, 21.3, 16.4, 14.5, 13.0],
        "on-manifold": [54.7, 35.4, 22.2, 12.2, 7.61, 5.49, 4.15, 3.58],
        "on-manifold-learned": [64.0, 50.7, 34.0, 18.0, 12.4, 7.88, 5.68, 4.57],
        "random-transformations": [60.0, 42.9, 34.3, 18.0, 13.4, 9.09, 6.97, 6.24],
        "adversarial-transformations": [57.4, 40.5, 26.4, 12.4, 8.25, 5.93, 4.27, 3.81],
      },
      "true-manifold": {
        normal: [93.7, 95.5, 91.1, 76.9, 65.2, 52.9, 43.1, 36.3],
        "regular-adversarial": [90.6, 89.1, 84.8, 71.9, 62.0, 51.2, 42.8, 38.1],
        "on-manifold": [68.3, 63.1, 50.4, 36.4, 26.0, 21.0, 15.7, 13.3],
        "on-manifold-learned": [92.9, 89.6, 81.9, 64.1, 51.4, 40.5, 30.2, 24.7],
        "random-transformations": [86.6, 79.5, 71.3, 59.6, 50.7, 40.2, 33.8, 30.1],
        "adversarial-transformations": [73.3, 63.8, 51.2, 36.0, 26.4, 20.6, 16.0, 13.7],
      },
      "learned-manifold": {
        normal: [53.6, 57.8, 52.7, 39.4, 31.4, 24.8, 20.6, 18.1],
        "regular-adversarial": [43.3, 39.7, 35.8, 27.9, 22.3, 18.8, 16.4, 14.7],
        "on-manifold": [34.2, 30.4, 23.7, 20.1, 15.4, 13.8, 12.2, 11.7],
        "on-manifold-learned": [50.3, 45.6, 36.6, 24.0, 18.4, 13.8, 10.0, 8.7],
      },
      image: {
        normal: [100, 100, 99.7, 98.3, 97.5, 96.4, 95.9, 96.4],
        "regular-adversarial": [94.4, 92.7, 88.5, 76.7, 64.0, 56.6, 51.9, 49.3],
      },
    },
    floor: {
      percent: 99.6,
      strategies: ["on-manifold", "on-manifold-learned", "random-transformations", "adversarial-transformations"],
    },
  },
  emnist: {
    curves: {
      error: {
        normal: [12.7, 7.31, 5.64, 3.22, 2.15, 1.62, 1.33, 1.05],
        "regular-adversarial": [9.15, 5.55, 3.5, 2.38, 1.74, 1.35, 1.17, 1.07],
        "on-manifold-learned": [8.18, 6.46, 3.74, 1.7, 1.34, 0.961, 0.827, 0.735],
        "random-transformations": [8.27, 5.91, 3.65, 2.06, 1.63, 1.27, 1.07, 1.01],
        "adversarial-transformations": [4.04, 3.05, 1.87, 1.45, 0.877, 0.792, 0.653, 0.603],
      },
      "learned-manifold": {
        normal: [13.5, 8.94, 6.73, 4.29, 2.8, 2.09, 1.84, 1.7],
        "regular-adversarial": [8.98, 6.32, 4.02, 2.76, 1.81, 1.31, 1.04, 0.963],
        "on-manifold-learned": [9.2, 6.33, 4.22, 1.78, 1.29, 0.632, 0.53, 0.493],
      },
      image: {
        normal: [100, 100, 92.1, 81.7, 81.2, 80.3, 84.1, 86.2],
        "regular-adversarial": [46.0, 32.7, 22.6, 13.7, 10.4, 7.97, 6.97, 6.1],
        "on-manifold-learned": [99.7, 90.3, 80.4, 72.7, 75.5, 82.0, 87.5, 90.6],
        "adversarial-transformations": [100, 99.9, 99.7, 98.5, 97.0, 94.8, 95.1, 97.5],
      },
    },
  },
  "fashion-mnist": {
    curves: {
      error: {
        normal: [23.6, 21.5, 20.8, 18.5, 16.4, 13.6, 12.5, 10.7],
        "regular-adversarial": [28.0, 26.3, 23.8, 22.6, 20.4, 18.5, 18.1, 17.4],
        "on-manifold-learned": [23.3, 20.5, 18.1, 15.9, 14.9, 13.4, 12.2, 11.1],
        "random-transformations": [27.3, 22.0, 20.5, 16.2, 14.6, 13.2, 11.9, 11.1],
        "adversarial-transformations": [24.8, 22.3, 18.4, 16.2, 13.9, 12.2, 11.2, 10.1],
      },
      "learned-manifold": {
        normal: [18.0, 18.8, 18.1, 18.6, 16.5, 15.1, 14.6, 12.7],
        "regular-adversarial": [13.2, 11.4, 11.2, 10.3, 9.63, 9.58, 8.91, 8.95],
        "on-manifold-learned": [15.9, 15.1, 12.0, 7.91, 4.37, 2.91, 1.55, 1.21],
      },
      image: {
        normal: [99.9, 99.5, 90.0, 81.9, 81.4, 81.5, 85.7, 90.9],
        "regular-adversarial": [60.6, 51.2, 41.9, 35.0, 30.1, 28.2, 25.7, 25.6],
        "on-manifold-learned": [99.1, 93.5, 90.5, 86.8, 84.3, 89.8, 93.3, 94.0],
      },
    },
  },
};
