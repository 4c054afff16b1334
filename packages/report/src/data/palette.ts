/** How a series is drawn: never by colour alone. */
export interface SeriesStyle {
  /** A custom property of the page's style sheet, which differs in the dark. */
  readonly color: string;
  readonly symbol: "circle" | "square" | "triangle" | "diamond" | "cross" | "star" | "wye" | "times";
}

const SYMBOLS: readonly SeriesStyle["symbol"][] = ["circle", "square", "triangle", "diamond", "cross", "star", "wye", "times"];

/** The style of the series at that place of its list; repeats after eight. */
export function seriesStyle(index: number): SeriesStyle {
  const i = Math.max(0, index) % SYMBOLS.length;
  return { color: `var(--series-${i})`, symbol: SYMBOLS[i] as SeriesStyle["symbol"] };
}

/** The style of a strategy, the same in every figure of a page. */
export function strategyStyle(strategies: readonly string[], strategy: string): SeriesStyle {
  return seriesStyle(strategies.indexOf(strategy));
}
