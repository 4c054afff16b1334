import type { DistanceRow, Quantiles, RunResult } from "@disentangle/artifacts";
import * as Plot from "@observablehq/plot";
import { formatNumber } from "../data/format.ts";
import { type Html, html } from "../html/html.ts";
import { draw } from "./draw.ts";
import { populations } from "./populations.ts";

/**
 * The distance to the manifold as a share of the perturbation: quantiles of each model, grouped by
 * population.
 */
export function ratioPanel(result: RunResult, rows: readonly DistanceRow[]): Html | null {
  const groups = populations(result, rows)
    .map((group) => ({ ...group, rows: group.rows.filter(({ ratio }) => ratio !== null) }))
    .filter((group) => group.rows.length > 0);
  if (groups.length === 0) return null;
  const most = Math.max(1.05, ...groups.flatMap((group) => group.rows.map(({ ratio }) => ratio?.q95 ?? 0)));
  const height = groups.reduce((sum, group) => sum + 26 + 14 * group.rows.length, 0);
  const plot = draw("Distance to the manifold as a share of the perturbation, by population and model", {
    height: height + 50,
    marginTop: 4,
    marginLeft: 14,
    x: { label: "‖x̃ − π(x̃)‖₂ / ‖x̃ − x‖₂ →", labelArrow: "none", domain: [0, most], grid: true, tickSize: 4, ticks: 6 },
    y: { axis: null, type: "point", padding: 1 },
    fy: { axis: null, domain: groups.map(({ name }) => name), padding: 0.05 },
    color: { type: "identity" },
    marks: groups.flatMap(({ name, color, rows }) => {
      const options = { y: "model", fy: () => name, stroke: color, title } as const;
      return [
        Plot.ruleY(rows, { ...options, x1: quantile("q05"), x2: quantile("q95"), strokeWidth: 1.25 }),
        Plot.ruleY(rows, { ...options, x1: quantile("q25"), x2: quantile("q75"), strokeWidth: 4.5, strokeOpacity: 0.6 }),
        Plot.dot(rows, { ...options, x: quantile("q50"), r: 3.2, fill: color }),
        Plot.text([name], { frameAnchor: "top-left", fy: [name], text: [name], textAnchor: "start", fill: "currentColor" }),
      ];
    }),
  });
  return html`<div class="panel">
    <h3 class="panel-title">Distance as a share of the perturbation</h3>
    ${plot}
  </div>`;
}

function title({ model, ratio }: DistanceRow): string {
  return `model ${model}: median ${formatNumber(ratio?.q50 ?? null)}, half in ${formatNumber(ratio?.q25 ?? null)} to ${formatNumber(ratio?.q75 ?? null)}`;
}

function quantile(key: keyof Quantiles): (row: DistanceRow) => number {
  return (row) => row.ratio?.[key] ?? Number.NaN;
}
