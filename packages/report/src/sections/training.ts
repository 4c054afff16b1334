import type { ModelRow, RunResult } from "@disentangle/artifacts";
import * as Plot from "@observablehq/plot";
import { formatCount, formatNumber, formatSize } from "../data/format.ts";
import { words } from "../data/names.ts";
import { type Html, html } from "../html/html.ts";
import { draw } from "../plots/draw.ts";
import { section } from "./section.ts";

/** Training curves, one small panel per strategy and size. */
export function training(result: RunResult): Html | null {
  const rows = result.models.filter(({ losses }) => losses.some((loss) => loss !== null && loss > 0));
  if (rows.length === 0) return null;
  const losses = rows.flatMap((row) => row.losses.filter((loss) => loss !== null && loss > 0) as number[]);
  const domain: [number, number] = [Math.min(...losses), Math.max(...losses) * 1.05];
  const epochs = Math.max(...rows.map((row) => row.losses.length));
  const groups = [...Map.groupBy(rows, ({ strategy, size }) => JSON.stringify([strategy, size])).values()];
  return section(
    "training",
    "Training",
    html`<figure data-figure="Training curves">
      <div class="multiples">${groups.map((group) => multiple(group, domain, epochs))}</div>
      <figcaption>
        <b>Training curves.</b> Mean training loss of each epoch (cross-entropy, logarithmic, the same axes everywhere), one line per model.
        Losses of strategies that train on perturbed examples include these. A line that ends early met a loss that was not finite.
      </figcaption>
    </figure>`,
  );
}

function multiple(models: readonly ModelRow[], domain: [number, number], epochs: number): Html {
  const { strategy, size } = models[0] as ModelRow;
  const plot = draw(`Training loss against epoch, ${words(strategy).toLowerCase()}, N = ${formatCount(size)}`, {
    width: 170,
    height: 110,
    marginLeft: 30,
    marginRight: 6,
    marginTop: 6,
    marginBottom: 20,
    x: { domain: [1, Math.max(2, epochs)], ticks: [1, epochs], label: null, tickSize: 3, tickFormat: (epoch: number) => String(epoch) },
    y: { type: "log", domain, ticks: powersOfTen(domain), label: null, tickFormat: "~g", grid: true, tickSize: 0 },
    marks: models.map(({ losses, model }) =>
      Plot.line(losses.slice(0, firstNull(losses)), {
        x: (_: unknown, i: number) => i + 1,
        y: (loss: number | null) => loss,
        stroke: "currentColor",
        strokeOpacity: 0.75,
        strokeWidth: 1.2,
        title: () => `model ${model}: last ${formatNumber(losses.at(-1) ?? null)} (N = ${formatCount(size)})`,
      }),
    ),
  });
  return html`<div class="multiple">
    <h3 class="small-title">${words(strategy)} <span>N = ${formatSize(size)}</span></h3>
    ${plot}
  </div>`;
}

function powersOfTen([least, most]: readonly [number, number]): number[] {
  const first = Math.ceil(Math.log10(least));
  return Array.from({ length: Math.max(0, Math.floor(Math.log10(most)) - first + 1) }, (_, i) => 10 ** (first + i));
}

function firstNull(losses: readonly (number | null)[]): number {
  const at = losses.findIndex((loss) => loss === null || loss <= 0);
  return at === -1 ? losses.length : at;
}
