import * as Plot from "@observablehq/plot";
import type { SeriesStyle } from "../data/palette.ts";
import { type Html, html } from "../html/html.ts";
import { COMPACT, draw } from "./draw.ts";

/** A point of a curve, in the units of the axes. */
export interface Point {
  readonly x: number;
  readonly y: number;
  /** Interval of y; absent where there is none. */
  readonly interval?: readonly [lower: number, upper: number];
  /** Shown where a pointer rests on it. */
  readonly title: string;
  /** Where the examples of the model are that it stands for. */
  readonly anchor?: string;
}

/** Points that belong together. */
export interface Series {
  readonly style: SeriesStyle;
  readonly points: readonly Point[];
}

/** An axis of a panel. */
export interface Axis {
  /** With its unit. */
  readonly label: string;
  readonly log?: boolean;
  readonly domain?: readonly [number, number];
  readonly ticks?: readonly number[];
  readonly format?: (value: number) => string;
}

/** What a panel shows: curves with intervals, single observations as dots, published values dashed. */
export interface PanelContent {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly curves?: readonly Series[];
  readonly dots?: readonly Series[];
  readonly published?: readonly Series[];
  /** Whether it is drawn for a card of the first screen. */
  readonly compact?: boolean;
}

/** One panel of a figure: a heading and a plot. */
export function panel(content: PanelContent): Html {
  const { title, x, y, curves = [], dots = [], published = [], compact = false } = content;
  const plot = draw(`${title}: ${y.label} against ${x.label}`, {
    ...(compact && COMPACT),
    x: scale(x),
    y: { ...scale(y), grid: true },
    color: { type: "identity" },
    marks: [
      Plot.axisY({ ...ticks(y), anchor: "left", label: `↑ ${y.label}`, labelArrow: "none" }),
      Plot.axisX({ ...ticks(x), anchor: "bottom", label: `${x.label} →`, labelArrow: "none", tickSize: 4 }),
      ...published.map(({ points, style }) => Plot.line(points, { ...XY, stroke: style.color, strokeWidth: 1.1, strokeDasharray: "5 3" })),
      ...published.map(({ points, style }) =>
        Plot.dot(points, { ...XY, title: "title", r: 2.2, stroke: style.color, fill: "var(--page)" }),
      ),
      ...dots.map(({ points, style }) =>
        Plot.dot(points, { ...XY, ...LINKED, title: "title", r: 2.8, symbol: style.symbol, stroke: style.color, strokeOpacity: 0.75 }),
      ),
      ...curves.map(({ points, style }) => Plot.line(points, { ...XY, stroke: style.color, strokeWidth: 1.75 })),
      ...curves.map(({ points, style }) =>
        Plot.ruleX(
          points.filter((point) => point.interval !== undefined),
          {
            x: "x",
            y1: (point: Point) => point.interval?.[0],
            y2: (point: Point) => point.interval?.[1],
            stroke: style.color,
            strokeWidth: 1.25,
          },
        ),
      ),
      ...curves.map(({ points, style }) =>
        Plot.dot(points, { ...XY, title: "title", r: 3.5, symbol: style.symbol, stroke: style.color, fill: style.color }),
      ),
    ],
  });
  return html`<div class="panel">
    <h3 class="panel-title">${title}</h3>
    ${plot}
  </div>`;
}

const XY = { x: "x", y: "y" } as const;
const LINKED = { href: ({ anchor }: Point) => (anchor === undefined ? undefined : `#${anchor}`) };

function scale({ log, domain }: Axis): Plot.ScaleOptions {
  return { type: log === true ? "log" : "linear", ...(domain === undefined ? { nice: log !== true } : { domain: [...domain] }) };
}

function ticks({ ticks: values, format }: Axis): { ticks?: number[]; tickFormat?: (value: number) => string } {
  return { ...(values === undefined ? {} : { ticks: [...values] }), ...(format === undefined ? {} : { tickFormat: format }) };
}
