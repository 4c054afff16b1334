import * as Plot from "@observablehq/plot";
import type { FindingRow } from "@disentangle/artifacts";
import { formatInterval, formatEstimate } from "../data/format.ts";
import { type Html, html } from "../html/html.ts";
import { COMPACT, draw } from "./draw.ts";

/** A finding under a name that fits beside its dot. */
export interface NamedFinding {
  readonly name: string;
  readonly finding: FindingRow;
}

/**
 * Findings as dots with their intervals over one axis from 0, a row each with its name: the numbers of the
 * tables, seen.
 */
export function dotWhiskers(title: string, label: string, rows: readonly NamedFinding[]): Html {
  const shown = rows.filter(({ finding }) => finding.estimate !== null);
  const most = Math.max(1, ...shown.map(({ finding }) => finding.interval?.[1] ?? (finding.estimate as number)));
  const row = (index: number): { y: () => number } => ({ y: () => index });
  const plot = draw(`${title}: ${shown.map(({ name, finding }) => `${name} ${words(finding)}`).join("; ")}`, {
    ...COMPACT,
    height: shown.length * 27 + 46,
    marginTop: 6,
    marginLeft: 6,
    x: { domain: [0, most * 1.04], label: `${label} →`, labelArrow: "none", tickSize: 4, ticks: 5, grid: true },
    y: { axis: null, domain: [-0.6, shown.length - 0.4], reverse: true },
    marks: shown.flatMap(({ name, finding }, i) => {
      const [lower, upper] = finding.interval ?? [null, null];
      return [
        lower !== null && upper !== null
          ? Plot.ruleY([finding], { ...row(i), x1: () => lower, x2: () => upper, stroke: "currentColor", strokeWidth: 1.5 })
          : null,
        Plot.dot([finding], {
          ...row(i),
          x: () => finding.estimate as number,
          r: 3.8,
          fill: "currentColor",
          title: () => `${name}: ${words(finding)}`,
        }),
        Plot.text([name], {
          ...row(i),
          frameAnchor: "left",
          textAnchor: "start",
          dy: -11,
          text: (text: string) => text,
          fill: "currentColor",
        }),
        Plot.text([name], {
          ...row(i),
          frameAnchor: "right",
          textAnchor: "end",
          dy: -11,
          text: () => formatEstimate(finding.estimate),
          fill: "currentColor",
          fillOpacity: 0.75,
        }),
      ];
    }),
  });
  return html`<div class="panel">
    <h3 class="panel-title">${title}</h3>
    ${plot}
  </div>`;
}

function words({ estimate, interval }: FindingRow): string {
  return `${formatEstimate(estimate)} ${formatInterval(interval)}`.trim();
}
