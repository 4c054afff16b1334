import type { VerdictRow } from "@disentangle/artifacts";
import { type Html, html } from "../html/html.ts";

const MARKS: Readonly<Record<VerdictRow["outcome"], string>> = {
  supported: "✓",
  refuted: "✗",
  inconclusive: "?",
  "not asked": "·",
};

/** The outcome of a claim as a badge: a mark, a word and a colour. */
export function outcomeBadge(outcome: VerdictRow["outcome"]): Html {
  return html`<span class="badge ${outcome.replace(" ", "-")}"><span aria-hidden="true">${MARKS[outcome]}</span> ${outcome}</span>`;
}
