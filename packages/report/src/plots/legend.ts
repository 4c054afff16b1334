import * as Plot from "@observablehq/plot";
import { type SeriesStyle, strategyStyle } from "../data/palette.ts";
import { words } from "../data/names.ts";
import { type Html, html } from "../html/html.ts";
import { draw } from "./draw.ts";

/**
 * The key to the strategies of a figure, or to other series, with what they are called.
 *
 * @param published those that published values are drawn of, too: dashed, with open marks, in the same colour
 */
export function legend(
  strategies: readonly string[],
  shown: readonly string[],
  published: readonly string[] = [],
  name: (strategy: string) => string = words,
): Html {
  const entries = strategies.filter((strategy) => shown.includes(strategy));
  return html`<ul class="legend">
    ${entries.map((strategy) => html`<li>${swatch(strategyStyle(strategies, strategy), false)}${name(strategy)}</li>`)}
    ${entries
      .filter((strategy) => published.includes(strategy))
      .map((strategy) => html`<li>${swatch(strategyStyle(strategies, strategy), true)}${name(strategy)}, the paper</li>`)}
  </ul>`;
}

/** The key to series that differ in their symbol alone. */
export function symbolLegend(entries: readonly { readonly name: string; readonly style: SeriesStyle }[]): Html {
  return html`<ul class="legend">
    ${entries.map(({ name, style }) => html`<li>${swatch(style, false)}${name}</li>`)}
  </ul>`;
}

function swatch({ color, symbol }: SeriesStyle, published: boolean): Html {
  const drawn = draw("", {
    width: 30,
    height: 12,
    marginTop: 0,
    marginRight: 0,
    marginBottom: 0,
    marginLeft: 0,
    axis: null,
    x: { domain: [-1, 1] },
    y: { domain: [-1, 1] },
    marks: published
      ? [
          Plot.ruleY([0], { stroke: color, strokeWidth: 1.25, strokeDasharray: "5 3" }),
          Plot.dot([[0, 0]], { r: 2.5, stroke: color, fill: "var(--page)" }),
        ]
      : [Plot.ruleY([0], { stroke: color, strokeWidth: 1.75 }), Plot.dot([[0, 0]], { r: 3.5, symbol, stroke: color, fill: color })],
  });
  return html`<span aria-hidden="true">${drawn}</span>`;
}
