import type { AttackRow, PartCount, RunResult } from "@disentangle/artifacts";
import { budgetCurves, type BudgetCurve } from "../data/budget.ts";
import { formatCount, formatPercent } from "../data/format.ts";
import { modelName, words } from "../data/names.ts";
import { strategyStyle } from "../data/palette.ts";
import { attacksOf } from "../data/side-by-side.ts";
import { inSpace, spaceWords } from "../data/spaces.ts";
import { type Html, html } from "../html/html.ts";
import { legend } from "../plots/legend.ts";
import { logAxis } from "../plots/log-axis.ts";
import { panel } from "../plots/panel.ts";
import { percentAxis } from "../plots/percent-axis.ts";
import { figure, section } from "./section.ts";
import { numeric, table } from "./table.ts";

/** What several attacks find for how much, and what the parts of composed ones have found. */
export function budget(result: RunResult): Html | null {
  const attacks = attacksOf(result);
  const curves = attacks.length > 1 ? budgetCurves(result) : [];
  const parts = result.attacks.flatMap((row) => (row.parts ?? []).map((part) => ({ row, part })));
  if (curves.length === 0 && parts.length === 0) return null;
  const panels = Map.groupBy(curves, ({ strategy, space }) => `${strategy} ${space}`);
  return section(
    "budget",
    "Success against budget",
    curves.length > 0 && legend(attacks, attacks, { name: String }),
    curves.length > 0 &&
      figure(
        "Success against budget",
        html`Share of the correctly classified images that had fallen by the time that so many forward and backward passes had been spent on
        each, restarts together, on the models at the largest N; means over models. An attack that levels off below another has been fooled
        by the model, not stopped by it.`,
        [...panels.values()].map((group) => budgetPanel(result, group, attacks)),
      ),
    parts.length > 0 && partTable(result, parts),
  );
}

function budgetPanel(result: RunResult, curves: readonly BudgetCurve[], attacks: readonly string[]): Html {
  const { strategy, size, space } = curves[0] as BudgetCurve;
  return panel({
    title: `${words(strategy)}, N = ${formatCount(size)}: ${inSpace(result, "success", space)}`,
    x: logAxis(
      "Forward and backward passes per image",
      curves.flatMap(({ points }) => points.map(({ spent }) => spent)),
      (value) => formatCount(value),
    ),
    y: percentAxis("Success rate", [], true),
    curves: curves.map(({ attack, points }) => ({
      style: strategyStyle(attacks, attack),
      points: points.map(({ spent, rate }) => ({
        x: spent,
        y: 100 * rate,
        title: `${attack}, ${formatCount(spent)} passes: ${formatPercent(rate)} %`,
      })),
    })),
  });
}

interface PartRow {
  readonly row: AttackRow;
  readonly part: PartCount;
}

function partTable(result: RunResult, parts: readonly PartRow[]): Html {
  const several = result.settings.architectures.length > 1;
  return html`<details>
    <summary>What the parts of composed attacks found</summary>
    ${table<PartRow>(
      "What the parts of composed attacks found, each on what those before it had left",
      [
        { title: "Model", cell: ({ row }) => modelName(row, several) },
        { title: "Attack", cell: ({ row }) => `${row.attack}, ${spaceWords(result, row.space)}` },
        { title: "Part", cell: ({ part }) => part.name },
        numeric("Successes", ({ part }) => part.successes, formatCount),
      ],
      parts,
    )}
  </details>`;
}
