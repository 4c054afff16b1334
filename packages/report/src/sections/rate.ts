import type { ReportedInterval } from "@disentangle/artifacts";
import { formatPercent, formatPercentInterval } from "../data/format.ts";
import { type Html, html } from "../html/html.ts";

/** A rate in percent with its interval, where it has one, for the cell of a table. */
export function rate(value: number | null, interval: ReportedInterval | null): Html {
  return html`${formatPercent(value)} <span class="interval">${formatPercentInterval(interval)}</span>`;
}
