import * as Plot from "@observablehq/plot";
import { type SeriesStyle, strategyStyle } from "../data/palette.ts";
import { words } from "../data/names.ts";
import { type Html, html } from "../html/html.ts";
import { draw } from "./draw.ts";

/** The key to the strategies of a figure, or to other series, with what they are called. */
export function legend(
  strategies: readonly string[],
  shown: readonly string[],
  published: boolean,
  name: (strategy: string) => string = words,
): Html {
  const entries = strategies.filter((strategy) => shown.includes(strategy));
  return html`<ul class="legend">
    ${entries.map((strategy) => html`<li>${swatch(strategyStyle(strategies, strategy))}${name(strategy)}</li>`)}
    ${published && html`<li><span class="published-key"></span>Published values (the paper)</li>`}
  </ul>`;
}

function swatch({ color, symbol }: SeriesStyle): Html {
  return draw("", {
    width: 26,
    height: 12,
    marginTop: 0,
    marginRight: 0,
    marginBottom: 0,
    marginLeft: 0,
    axis: null,
    x: { domain: [-1, 1] },
    y: { domain: [-1, 1] },
    marks: [Plot.ruleY([0], { stroke: color, strokeWidth: 1.75 }), Plot.dot([[0, 0]], { r: 3.5, symbol, stroke: color, fill: color })],
  });
}
