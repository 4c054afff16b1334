import { meanDifference, QUANTITIES, type ComparisonRow, type Differences } from "./comparison.ts";
import type { PublishedQuantity } from "./fonts.ts";

const NAMES: Readonly<Record<PublishedQuantity, string>> = { error: "test error", latent: "on-manifold success", image: "regular success" };

/** Mean absolute differences to the published values, in a sentence: over all of them, and by quantity. */
export function differences(rows: readonly ComparisonRow[]): string {
  const text = ({ points, pairs }: Differences): string => `${points.toFixed(1)} points over ${pairs} ${pairs === 1 ? "value" : "values"}`;
  const parts = QUANTITIES.flatMap((quantity) => {
    const own = meanDifference(rows, quantity);
    return own.pairs === 0 ? [] : [`${NAMES[quantity]} ${text(own)}`];
  });
  const all = meanDifference(rows);
  if (all.pairs === 0) return "Of these values, floors alone were published.";
  return `Mean absolute difference: ${text(all)}${parts.length > 1 ? ` (${parts.join(", ")})` : ""}.`;
}
