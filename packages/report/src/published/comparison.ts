import type { RunResult } from "@disentangle/artifacts";
import { isPublished, publishedFloor, publishedPercent, type PublishedQuantity } from "./fonts.ts";

/** A mean of the run and the published one, both in percent. */
export interface Pair {
  readonly measured: number;
  readonly published: number;
  /** Whether all that was published is that the value is no less. */
  readonly atLeast: boolean;
}

/** What a run and the paper have in common for one strategy and size. */
export interface ComparisonRow {
  readonly strategy: string;
  readonly size: number;
  readonly pairs: Readonly<Partial<Record<PublishedQuantity, Pair>>>;
}

/** The quantities that are published, in the order of the paper's figures. */
export const QUANTITIES: readonly PublishedQuantity[] = ["error", "latent", "image"];

/** Every strategy and size with a mean that has a published counterpart; the success rates only of the paper's own attack. */
export function publishedComparison(result: RunResult): ComparisonRow[] {
  const { attack } = result.settings;
  const quantities = QUANTITIES.filter((what) => isPublished(result, what));
  const groups = Map.groupBy(result.means, ({ strategy, size }) => JSON.stringify([strategy, size]));
  return [...groups.values()].flatMap((means): ComparisonRow[] => {
    const [first] = means;
    if (first === undefined) return [];
    const { strategy, size } = first;
    const pairs = quantities.flatMap((what): [PublishedQuantity, Pair][] => {
      const row = means.find(({ quantity, space, attack: id }) =>
        what === "error" ? quantity === "error" : quantity === "success" && space === what && id === attack.id,
      );
      const value = publishedPercent(what, strategy, size);
      const published = value ?? publishedFloor(what, strategy, size);
      if (row?.mean == null || published === undefined) return [];
      return [[what, { measured: 100 * row.mean, published, atLeast: value === undefined }]];
    });
    return pairs.length === 0 ? [] : [{ strategy, size, pairs: Object.fromEntries(pairs) }];
  });
}

/** Differences between a run and the paper, in points. */
export interface Differences {
  /** Mean absolute difference; NaN where there are no pairs. */
  readonly points: number;
  /** Pairs behind it; those of which a floor alone was published are left out. */
  readonly pairs: number;
}

/** Differences of all pairs, or of those of one quantity. */
export function meanDifference(rows: readonly ComparisonRow[], quantity?: PublishedQuantity): Differences {
  const wanted = quantity === undefined ? QUANTITIES : [quantity];
  const pairs = rows
    .flatMap(({ pairs }) => wanted.map((what) => pairs[what]))
    .filter((pair) => pair !== undefined)
    .filter(({ atLeast }) => !atLeast);
  const sum = pairs.reduce((total, { measured, published }) => total + Math.abs(measured - published), 0);
  return { points: sum / pairs.length, pairs: pairs.length };
}
