import type { FindingRow, RunResult, VerdictRow } from "@disentangle/artifacts";
import { type Html, html, inlineCode } from "../html/html.ts";
import { formatCount, formatInterval, formatEstimate, sizesSetApart } from "../data/format.ts";
import { outcomeBadge } from "./outcome.ts";
import { section } from "./section.ts";
import { type Column, numeric, table } from "./table.ts";

const MET: Readonly<Record<FindingRow["outcome"], string>> = { met: "✓ met", failed: "✗ not met", reported: "reported" };

const COLUMNS: readonly Column<FindingRow>[] = [
  { title: "Part", cell: ({ id }) => id },
  {
    title: "Quantity",
    cell: ({ quantity, remark }) =>
      html`${sizesSetApart(quantity)}${remark !== undefined && html` <span class="remark">${sizesSetApart(remark)}</span>`}`,
  },
  numeric(
    "Estimate",
    ({ estimate }) => estimate,
    (estimate) => html`<span title="${String(estimate)}">${formatEstimate(estimate)}</span>`,
  ),
  numeric(
    "95 % interval",
    ({ interval }) => interval?.[0] ?? null,
    (_, { interval }) => formatInterval(interval) || "–",
  ),
  numeric("n", ({ n }) => n, formatCount),
  { title: "Condition", cell: ({ condition }) => condition ?? "not judged" },
  { title: "Met?", cell: ({ outcome }) => html`<span class="finding ${outcome}">${MET[outcome]}</span>` },
];

/** Where on the page a claim is judged for the architecture at that place of the settings. */
export function claimAnchor(claim: string, architecture: number): string {
  return architecture === 0 ? `claim-${claim}` : `claim-${claim}-${architecture + 1}`;
}

/**
 * Each claim with its verdict, the reason, and the evidence it rests on.
 *
 * @param architecture place of the architecture in the settings of the run
 */
export function claims(result: RunResult, architecture: number): Html {
  return section(
    "claims",
    "The claims and their evidence",
    result.verdicts.map((verdict) => article(verdict, architecture)),
  );
}

function article({ claim, statement, outcome, words, wouldChange, findings }: VerdictRow, architecture: number): Html {
  return html`<article class="claim" id="${claimAnchor(claim, architecture)}">
    <h3><span class="number">Claim ${claim}</span> ${statement}</h3>
    <p class="verdict">${outcomeBadge(outcome)} ${inlineCode(sizesSetApart(words))}</p>
    ${wouldChange !== undefined && html`<p class="would-change"><b>What would change it.</b> ${sizesSetApart(wouldChange)}</p>`}
    ${findings.length > 0 && html`<div class="stack">${table(`Evidence for claim ${claim}`, COLUMNS, findings)}</div>`}
  </article>`;
}
