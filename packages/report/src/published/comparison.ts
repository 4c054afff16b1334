import type { RunResult } from "@disentangle/artifacts";
import { publishedPercent, type PublishedQuantity } from "./fonts.ts";

/** A mean of the run and the published one. */
export interface ComparisonRow {
  readonly quantity: PublishedQuantity;
  readonly strategy: string;
  readonly size: number;
  /** A share. */
  readonly measured: number;
  /** In percent. */
  readonly published: number;
  /** Measured minus published, in points. */
  readonly difference: number;
}

/** Every mean of the run under the attack in question that has a published counterpart. */
export function publishedComparison(result: RunResult): ComparisonRow[] {
  const { dataset, attack } = result.settings;
  return result.means.flatMap(({ quantity, space, strategy, size, mean, attack: id }) => {
    if (mean === null || (quantity !== "error" && (quantity !== "success" || id !== attack.id))) return [];
    if (space === "transformation" || attack.id !== "pgd-linf") return [];
    const what = quantity === "error" ? "error" : space;
    if (what === null) return [];
    const published = publishedPercent(dataset.id, what, strategy, size);
    return published === undefined
      ? []
      : [{ quantity: what, strategy, size, measured: mean, published, difference: 100 * mean - published }];
  });
}
