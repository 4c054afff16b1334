import type { RunResult } from "@disentangle/artifacts";
import { inSpace } from "../data/spaces.ts";
import { comparedIn, meanDifference, type ComparisonRow, type Differences } from "./comparison.ts";
import type { Comparable } from "./published-value.ts";

/** What a compared quantity is called, such as `Success on the manifold`. */
export function comparableName(result: RunResult, what: Comparable): string {
  return what === "error" ? "Test error" : inSpace(result, "success", what);
}

/** Mean absolute differences to the published values, in a sentence: over all of them, and by quantity. */
export function differences(result: RunResult, rows: readonly ComparisonRow[]): string {
  const text = ({ points, pairs }: Differences): string => `${points.toFixed(1)} points over ${pairs} ${pairs === 1 ? "value" : "values"}`;
  const parts = comparedIn(result, rows).flatMap((what) => {
    const own = meanDifference(rows, what);
    const name = comparableName(result, what);
    return own.pairs === 0 ? [] : [`${name.charAt(0).toLowerCase()}${name.slice(1)} ${text(own)}`];
  });
  const all = meanDifference(rows);
  if (all.pairs === 0) return "Of these values, floors alone were published.";
  return `Mean absolute difference: ${text(all)}${parts.length > 1 ? ` (${parts.join(", ")})` : ""}.`;
}
