import type { RunResult } from "@disentangle/artifacts";
import { isPublished, publishedPercent, type PublishedQuantity } from "./fonts.ts";

/** A mean of the run and the published one, both in percent. */
export interface Pair {
  readonly measured: number;
  readonly published: number;
}

/** What a run and the paper have in common for one strategy and size. */
export interface ComparisonRow {
  readonly strategy: string;
  readonly size: number;
  readonly pairs: Readonly<Partial<Record<PublishedQuantity, Pair>>>;
}

const QUANTITIES: readonly PublishedQuantity[] = ["error", "latent", "image"];

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
      const published = publishedPercent(what, strategy, size);
      return row?.mean == null || published === undefined ? [] : [[what, { measured: 100 * row.mean, published }]];
    });
    return pairs.length === 0 ? [] : [{ strategy, size, pairs: Object.fromEntries(pairs) }];
  });
}

/** Mean absolute difference of all pairs, in points, and their number. */
export function meanDifference(rows: readonly ComparisonRow[]): { readonly points: number; readonly pairs: number } {
  const differences = rows.flatMap(({ pairs }) => Object.values(pairs).map(({ measured, published }) => Math.abs(measured - published)));
  return { points: differences.reduce((sum, value) => sum + value, 0) / differences.length, pairs: differences.length };
}
