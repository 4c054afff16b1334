import * as Plot from "@observablehq/plot";
import { type SeriesStyle, strategyStyle } from "../data/palette.ts";
import { words } from "../data/names.ts";
import { type Html, html } from "../html/html.ts";
import { draw } from "./draw.ts";
import type { Kind } from "./drawn.ts";

/** What else a legend explains, and what it calls the series. */
export interface LegendOptions {
  /** Those that published values are drawn of: dashed, with open marks, in the same colour. */
  readonly published?: readonly string[];
  /** Whether single models are drawn, as open marks. */
  readonly models?: boolean;
  readonly name?: (series: string) => string;
}

/** The key to the strategies of a figure, or to other series, with what they are called. */
export function legend(strategies: readonly string[], shown: readonly string[], options: LegendOptions = {}): Html {
  const { published = [], models = false, name = words } = options;
  const style = (strategy: string): SeriesStyle => strategyStyle(strategies, strategy);
  const among = (some: readonly string[]): string[] => strategies.filter((strategy) => some.includes(strategy));
  return html`<ul class="legend">
    ${among(shown).map((strategy) => entry("measured", style(strategy), name(strategy)))}
    ${among(published).map((strategy) => entry("published", style(strategy), `${name(strategy)}, the paper`))}
    ${models && entry("models", { color: "var(--soft)", symbol: "circle" }, "Open: single models")}
  </ul>`;
}

/** The key to series that differ in their symbol alone. */
export function symbolLegend(entries: readonly { readonly name: string; readonly style: SeriesStyle }[]): Html {
  return html`<ul class="legend">
    ${entries.map(({ name, style }) => entry("measured", style, name))}
  </ul>`;
}

function entry(kind: Kind, { color, symbol }: SeriesStyle, name: string): Html {
  const swatch = draw("", {
    width: 30,
    height: 12,
    marginTop: 0,
    marginRight: 0,
    marginBottom: 0,
    marginLeft: 0,
    axis: null,
    x: { domain: [-1, 1] },
    y: { domain: [-1, 1] },
    marks: {
      measured: [Plot.ruleY([0], { stroke: color, strokeWidth: 1.75 }), Plot.dot([[0, 0]], { r: 3.5, symbol, stroke: color, fill: color })],
      published: [
        Plot.ruleY([0], { stroke: color, strokeWidth: 1.25, strokeDasharray: "5 3" }),
        Plot.dot([[0, 0]], { r: 2.5, stroke: color, fill: "var(--page)" }),
      ],
      models: [Plot.dot([[0, 0]], { r: 2.8, stroke: color })],
    }[kind],
  });
  return html`<li data-kind="${kind}" data-color="${color}"><span aria-hidden="true">${swatch}</span>${name}</li>`;
}
