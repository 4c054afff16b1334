import type { FindingRow, RunResult, VerdictRow } from "@disentangle/artifacts";
import { parseHTML } from "linkedom";
import { sizesSetApart } from "../data/format.ts";
import { strategyStyle } from "../data/palette.ts";
import { strategiesOf } from "../data/strategies.ts";
import { type Html, html } from "../html/html.ts";
import { dotWhiskers, type NamedFinding } from "../plots/dot-whiskers.ts";
import { draws } from "../plots/drawn.ts";
import { legend } from "../plots/legend.ts";
import { latentSpacesOf } from "../data/spaces.ts";
import { successByError } from "./generalization.ts";
import { medianCurves } from "./radii.ts";

/**
 * What the rows of claim 1 are called beside their dots, by the id of the finding, and how its quantity
 * begins.
 */
const LEAVING: readonly (readonly [id: RegExp, name: string])[] = [
  [/^1a/, "Regular attack"],
  [/^noise$/, "Random noise, same norm"],
  [/^on-manifold$/, "On-manifold attack"],
  [/^control$/, "Known to stay"],
];

/**
 * The one figure that carries the verdict on a claim of the paper; null for other claims, and where the run
 * has no data for it.
 */
export function headlineFigure(result: RunResult, { claim, findings }: VerdictRow): Html | null {
  switch (claim) {
    case "1":
      return whiskers("Share of a move that leads off the manifold", "Median share", leavingRows(findings));
    case "2":
      return whiskers(
        "On-manifold success by training size",
        "Success rate",
        findings
          .filter(({ id }) => id === "2a")
          .map((finding) => ({ name: / at (N = [\d,]+)/.exec(sizesSetApart(finding.quantity))?.[1] ?? finding.id, finding })),
      );
    case "3": {
      const [space] = latentSpacesOf(result);
      if (space === undefined) return null;
      return withLegend(result, successByError(result, { kind: "success", attack: result.settings.attack.id, space }, true));
    }
    case "4":
      return withLegend(result, medianCurves(result, true));
    default:
      return null;
  }
}

/** A plot with the names of the strategies that it draws. */
function withLegend(result: RunResult, plot: Html | null): Html | null {
  if (plot === null) return null;
  const strategies = strategiesOf(result);
  const { document } = parseHTML(`<body>${plot.markup}</body>`);
  const shown = strategies.filter((strategy) => draws(document, "measured", strategyStyle(strategies, strategy).color));
  return html`${plot}${legend(strategies, shown, { models: draws(document, "models", "") })}`;
}

/** The medians of claim 1, of attacks and of what they are compared with. */
function leavingRows(findings: readonly FindingRow[]): NamedFinding[] {
  return LEAVING.flatMap(([id, name]) => {
    const finding = findings.find((found) => id.test(found.id) && /^median of/i.test(found.quantity));
    return finding === undefined ? [] : [{ name, finding }];
  });
}

function whiskers(title: string, label: string, rows: readonly NamedFinding[]): Html | null {
  return rows.length === 0 ? null : dotWhiskers(title, label, rows);
}
