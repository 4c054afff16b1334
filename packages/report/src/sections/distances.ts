import type { DistanceRow, RunResult } from "@disentangle/artifacts";
import { formatCount, formatNumber } from "../data/format.ts";
import { words } from "../data/names.ts";
import { type Content, type Html, html } from "../html/html.ts";
import { histogramPanel } from "../plots/histogram-panel.ts";
import { populationName } from "../plots/populations.ts";
import { ratioPanel } from "../plots/ratio-panel.ts";
import { contrast } from "./contrast.ts";
import { figure, section } from "./section.ts";
import { type Column, numeric, table } from "./table.ts";

/**
 * Figure 3 of the paper: how far from the manifold the examples are, beside clean images, random noise and
 * the controls.
 */
export function distances(result: RunResult): Html | null {
  const groups = latestGroups(result.distances);
  if (groups.length === 0) return null;
  return section(
    "distances",
    "Distance to the manifold",
    groups.map(({ first, rows }) => [
      figure("Figure 3", caption(first), histogramPanel(result, rows), ratioPanel(result, rows)),
      contrast(result, rows),
      residuals(result, rows),
    ]),
  );
}

function caption(first: DistanceRow): Content {
  const { exact, ruler, strategy, size, attack } = first;
  return html`Distance ‖x̃ − π(x̃)‖₂ to the ${exact ? "true" : "approximate"} manifold (${ruler}), ${words(strategy).toLowerCase()} training,
  N = ${formatCount(size)}, attack ${attack}. First, normalised histograms, each scaled to its own tallest bin; the dashed line is the
  median. Then the same distance as a share of the perturbation ‖x̃ − x‖₂, each model by itself: dots are medians, bars hold half and nine
  tenths of the images. At 1, nothing of the change lies along the manifold.
  ${
    exact
      ? html`Random noise leaves a low-dimensional manifold almost surely as well, so read the adversarial rows beside it.`
      : html`The manifold is approximated by real images, and even moves between these do not lie on it: read the adversarial rows beside
        the controls, which stay among real images, and beside random noise.`
  }`;
}

/** The second distance of a ruler that has one. */
function residuals(result: RunResult, rows: readonly DistanceRow[]): Html | null {
  const measured = rows.filter(({ residual }) => residual !== undefined);
  if (measured.length === 0) return null;
  const columns: Column<DistanceRow>[] = [
    { title: "Images", cell: (row) => populationName(result, row) },
    numeric(
      "Model",
      ({ model }) => model,
      (model) => model,
    ),
    numeric("n", ({ n }) => n, formatCount),
    numeric("Median distance", ({ distance }) => distance.q50, formatNumber),
    numeric("Median residual", ({ residual }) => residual?.q50 ?? null, formatNumber),
    {
      title: "Nine tenths of the residuals",
      value: ({ residual }) => residual?.q05 ?? null,
      cell: ({ residual }) => `${formatNumber(residual?.q05 ?? null)} to ${formatNumber(residual?.q95 ?? null)}`,
    },
  ];
  return html`<details>
    <summary>The second distance of ${(measured[0] as DistanceRow).ruler}</summary>
    ${table("Distances and residuals", columns, measured)}
  </details>`;
}

/** The rows of each strategy, attack and ruler at its largest size. */
function latestGroups(rows: readonly DistanceRow[]): { first: DistanceRow; rows: DistanceRow[] }[] {
  const groups = Map.groupBy(rows, ({ strategy, ruler, attack }) => JSON.stringify([strategy, ruler, attack]));
  return [...groups.values()].flatMap((group) => {
    const largest = Math.max(...group.map(({ size }) => size));
    const latest = group.filter(({ size }) => size === largest);
    return latest[0] === undefined ? [] : [{ first: latest[0], rows: latest }];
  });
}
