import type { RunResult } from "@disentangle/artifacts";
import { formatCount, formatPercent } from "../data/format.ts";
import { words } from "../data/names.ts";
import { type Html, html } from "../html/html.ts";
import { publishedComparison, type ComparisonRow } from "../published/comparison.ts";
import { section } from "./section.ts";
import { type Column, table } from "./table.ts";

const QUANTITIES = { error: "Test error", latent: "On-manifold success", image: "Regular success" } as const;

const COLUMNS: readonly Column<ComparisonRow>[] = [
  { title: "Quantity", cell: ({ quantity }) => QUANTITIES[quantity] },
  { title: "Training", cell: ({ strategy }) => words(strategy) },
  { title: "N", numeric: true, cell: ({ size }) => formatCount(size) },
  { title: "This run (%)", numeric: true, cell: ({ measured }) => formatPercent(measured) },
  { title: "The paper (%)", numeric: true, cell: ({ published }) => published.toFixed(1) },
  { title: "Difference", numeric: true, cell: ({ difference }) => `${difference > 0 ? "+" : "−"}${Math.abs(difference).toFixed(1)}` },
];

/** This run beside the published values, where there are any. */
export function published(result: RunResult): Html | null {
  const rows = publishedComparison(result);
  if (rows.length === 0) return null;
  const average = rows.reduce((sum, { difference }) => sum + Math.abs(difference), 0) / rows.length;
  return section(
    "published",
    "Beside the published values",
    html`<p>
      Means over models, in percent. The paper's FONTS has other typefaces, so the same picture is expected, not the same decimals; its
      success rates are averaged over restarts, as under the protocol <code>reference</code>. This run: protocol
      <code>${result.settings.protocol}</code>. Mean absolute difference ${average.toFixed(1)} points over ${rows.length} values.
    </p>`,
    table("This run and the paper", COLUMNS, rows),
  );
}
