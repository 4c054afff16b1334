import type { DistanceRow, RunResult } from "@disentangle/artifacts";
import * as Plot from "@observablehq/plot";
import { formatCount, formatNumber } from "../data/format.ts";
import { mean } from "../data/mean.ts";
import { type Html, html } from "../html/html.ts";
import { draw } from "./draw.ts";
import { populations, type PopulationRows } from "./populations.ts";

interface Bar {
  readonly from: number;
  readonly to: number;
  /** Count of the bar as a share of that of the tallest bar of its row. */
  readonly height: number;
  readonly title: string;
}

/**
 * Histograms of the distance to the manifold, one row per population over one axis; models are taken
 * together.
 */
export function histogramPanel(result: RunResult, rows: readonly DistanceRow[]): Html {
  const groups = populations(result, rows);
  const together = binsPerBar(groups);
  const rowHeight = 44;
  const plot = draw("Histograms of the distance to the manifold, one row per population", {
    height: groups.length * (rowHeight + 18) + 44,
    marginTop: 4,
    marginLeft: 14,
    x: {
      label: "Distance to the manifold ‖x̃ − π(x̃)‖₂ →",
      labelArrow: "none",
      domain: [0, Math.max(...rows.map(reach), 1e-9)],
      tickSize: 4,
      ticks: 6,
    },
    y: { axis: null, domain: [0, 1.45] },
    fy: { axis: null, domain: groups.map(({ name }) => name), padding: 0.08 },
    color: { type: "identity" },
    marks: groups.flatMap(({ name, color, rows }) => {
      const median = mean(rows.map(({ distance }) => distance.q50));
      return [
        Plot.rect(bars(rows, together), {
          x1: "from",
          x2: "to",
          y1: 0,
          y2: "height",
          fy: () => name,
          fill: color,
          title: "title",
          insetLeft: 0.2,
          insetRight: 0.2,
        }),
        Plot.ruleY([0], { fy: [name], stroke: "currentColor", strokeOpacity: 0.4 }),
        median === null
          ? null
          : Plot.tickX([median], {
              x: [median],
              fy: [name],
              stroke: "currentColor",
              strokeWidth: 1.25,
              strokeDasharray: "3 2",
              insetTop: 16,
            }),
        Plot.text([name], { ...TEXT, frameAnchor: "top-left", textAnchor: "start", fy: [name] }),
        Plot.text([summary(rows, median)], {
          ...TEXT,
          frameAnchor: "top-right",
          textAnchor: "end",
          fy: [name],
          fillOpacity: 0.7,
          // Beneath a name that leaves no room beside it.
          dy: name.length > 29 ? 14 : 0,
        }),
      ];
    }),
  });
  return html`<div class="panel">
    <h3 class="panel-title">Normalised histograms of the distance</h3>
    ${plot}
  </div>`;
}

const TEXT = { text: (text: string) => text, fill: "currentColor" } as const;

function summary(rows: PopulationRows["rows"], median: number | null): string {
  return `median ${formatNumber(median)}, n ${formatCount(rows.reduce((sum, row) => sum + row.n, 0))}`;
}

/** Upper end of the last bin that holds an image. */
function reach({ histogram }: DistanceRow): number {
  const last = histogram.counts.findLastIndex((count) => count > 0) + 1;
  return histogram.lower + (last / histogram.counts.length) * (histogram.upper - histogram.lower);
}

/**
 * How many bins of the result make one bar: more where there are few images, so that their shape shows; the
 * same in every row.
 */
function binsPerBar(groups: readonly PopulationRows[]): number {
  const fewest = Math.min(...groups.map((group) => group.rows.reduce((sum, row) => sum + row.n, 0)));
  return fewest >= 500 ? 1 : fewest >= 200 ? 2 : 5;
}

function bars(rows: readonly DistanceRow[], together: number): Bar[] {
  const { lower, upper, counts } = (rows[0] as DistanceRow).histogram;
  const sums = Array.from({ length: Math.ceil(counts.length / together) }, () => 0);
  for (const { histogram } of rows) {
    for (const [bin, count] of histogram.counts.entries()) {
      const bar = Math.floor(bin / together);
      sums[bar] = (sums[bar] ?? 0) + count;
    }
  }
  const total = sums.reduce((sum, count) => sum + count, 0);
  const tallest = Math.max(1, ...sums);
  const width = ((upper - lower) / counts.length) * together;
  return sums.flatMap((count, bar) => {
    if (count === 0) return [];
    const [from, to] = [lower + bar * width, lower + (bar + 1) * width];
    return [
      { from, to, height: count / tallest, title: `${from.toFixed(2)} to ${to.toFixed(2)}: ${((100 * count) / total).toFixed(1)} %` },
    ];
  });
}
