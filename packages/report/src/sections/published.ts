import type { RunResult } from "@disentangle/artifacts";
import { formatCount } from "../data/format.ts";
import { words } from "../data/names.ts";
import { type Content, type Html, html } from "../html/html.ts";
import { comparedIn, publishedComparison, type ComparisonRow } from "../published/comparison.ts";
import { comparableName, differences } from "../published/differences.ts";
import type { Comparable } from "../published/published-value.ts";
import { section } from "./section.ts";
import { type Column, numeric, table } from "./table.ts";

/** This run beside the published values, where there are any. */
export function published(result: RunResult): Html | null {
  const rows = publishedComparison(result);
  if (rows.length === 0) return null;
  const columns: Column<ComparisonRow>[] = [
    { title: "Training", cell: ({ strategy }) => words(strategy) },
    numeric("N", ({ size }) => size, formatCount),
    ...comparedIn(result, rows).flatMap((what): Column<ComparisonRow>[] => [
      numeric<ComparisonRow, number | null>(
        `${comparableName(result, what)} (%)`,
        ({ pairs }) => pairs[what]?.measured ?? null,
        (measured) => measured?.toFixed(1) ?? "–",
      ),
      numeric<ComparisonRow, number | null>(
        "the paper",
        ({ pairs }) => pairs[what]?.published ?? null,
        (_, row) => theirs(row, what),
      ),
    ]),
  ];
  return section(
    "published",
    "Beside the published values",
    html`<p>
      Means over models of this run, each beside the value behind the paper's plots. ${expectation(result)} The paper's success rates are
      averaged over restarts, as under the protocol <code>reference</code>, and this run's protocol is
      <code>${result.settings.protocol}</code>. ${differences(result, rows)}
    </p>`,
    table("This run and the paper", columns, rows),
  );
}

function theirs({ pairs }: ComparisonRow, what: Comparable): Content {
  const both = pairs[what];
  return both === undefined ? "–" : html`<i>${both.atLeast && "≥ "}${both.published.toFixed(1)}</i>`;
}

/** Why the numbers are not expected to be the same. */
function expectation({ settings }: RunResult): string {
  const fonts =
    settings.dataset.id === "fonts" && "The paper's FONTS has other typefaces, so the same picture is expected, not the same decimals.";
  const learned =
    settings.manifolds.some(({ exact, codes }) => codes && !exact) &&
    "A learned manifold stands beside the paper's, which was learned otherwise.";
  return [fonts, learned].filter((sentence) => sentence !== false).join(" ");
}
