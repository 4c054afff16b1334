import type { RunResult } from "@disentangle/artifacts";
import { formatCount } from "../data/format.ts";
import { words } from "../data/names.ts";
import { type Content, type Html, html } from "../html/html.ts";
import { publishedComparison, type ComparisonRow } from "../published/comparison.ts";
import { differences } from "../published/differences.ts";
import type { PublishedQuantity } from "../published/fonts.ts";
import { section } from "./section.ts";
import { type Column, table } from "./table.ts";

const COLUMNS: readonly Column<ComparisonRow>[] = [
  { title: "Training", cell: ({ strategy }) => words(strategy) },
  { title: "N", numeric: true, cell: ({ size }) => formatCount(size) },
  { title: "Test error (%)", numeric: true, cell: (row) => pair(row, "error") },
  { title: "On-manifold success (%)", numeric: true, cell: (row) => pair(row, "latent") },
  { title: "Regular success (%)", numeric: true, cell: (row) => pair(row, "image") },
];

/** This run beside the published values, where there are any. */
export function published(result: RunResult): Html | null {
  const rows = publishedComparison(result);
  if (rows.length === 0) return null;
  return section(
    "published",
    "Beside the published values",
    html`<p>
      Means over models: this run, then in grey the value behind the paper's plots. The paper's FONTS has other typefaces, so the same
      picture is expected, not the same decimals; its success rates are averaged over restarts, as under the protocol
      <code>reference</code>, and this run's protocol is <code>${result.settings.protocol}</code>. ${differences(rows)}
    </p>`,
    table("This run and the paper", COLUMNS, rows),
  );
}

function pair({ pairs }: ComparisonRow, quantity: PublishedQuantity): Content {
  const both = pairs[quantity];
  if (both === undefined) return "–";
  return html`${both.measured.toFixed(1)} <span class="interval">${both.atLeast && "≥ "}${both.published.toFixed(1)}</span>`;
}
