import type { AttackRow, RunResult } from "@disentangle/artifacts";
import { spaceKind, type SpaceKind, type SpaceName } from "@disentangle/core";
import { formatCount, formatNumber } from "../data/format.ts";
import { mean } from "../data/mean.ts";
import { words } from "../data/names.ts";
import { strategyStyle } from "../data/palette.ts";
import { inSpace, spacesOf } from "../data/spaces.ts";
import { strategiesOf } from "../data/strategies.ts";
import { type Html, html } from "../html/html.ts";
import { legend } from "../plots/legend.ts";
import { panel } from "../plots/panel.ts";
import { sizeAxis } from "../plots/size-axis.ts";
import { figure, section } from "./section.ts";

const UNITS: Readonly<Record<SpaceKind, string>> = { image: "pixel values", latent: "code units", transformation: "transformation units" };

/** How far successful examples were moved, against N: distances as in Figure 8 of the paper. */
export function norms(result: RunResult): Html | null {
  const rows = result.attacks.filter((row) => row.norms.linf !== null && row.attack === result.settings.attack.id);
  if (rows.length === 0) return null;
  const strategies = strategiesOf(result);
  return section(
    "norms",
    "Size of the perturbations",
    legend(strategies, [...new Set(rows.map(({ strategy }) => strategy))]),
    figure(
      "Figure 8",
      html`Mean L∞ norm of the perturbations that succeeded, against the training size, each in the units of its own space. It rises where
      examples have to be moved further to be misclassified. Filled marks: means over models; open marks: single models.`,
      spacesOf(result, rows).map((space) => normPanel(result, space, rows, strategies)),
    ),
  );
}

function normPanel(result: RunResult, space: SpaceName, all: readonly AttackRow[], strategies: readonly string[]): Html {
  const rows = all.filter((row) => row.space === space);
  const series = strategies.map((strategy) => {
    const own = rows.filter((row) => row.strategy === strategy).toSorted((a, b) => a.size - b.size);
    const means = [...Map.groupBy(own, ({ size }) => size).values()].flatMap((group) => {
      const [first, value] = [group[0], mean(group.map(({ norms }) => norms.linf))];
      return first === undefined || value === null ? [] : [{ x: first.size, y: value, title: title(first, value) }];
    });
    const dots = own.map((row) => ({
      x: row.size,
      y: row.norms.linf as number,
      title: `${title(row, row.norms.linf)}, model ${row.model}`,
    }));
    return { style: strategyStyle(strategies, strategy), means, dots };
  });
  const upper = Math.max(...rows.map(({ norms }) => norms.linf ?? 0));
  return panel({
    title: inSpace(result, "attack", space),
    x: sizeAxis(rows.map(({ size }) => size)),
    y: { label: `Mean L∞ norm (${UNITS[spaceKind(space)]})`, domain: [0, upper * 1.15] },
    curves: series.map(({ style, means }) => ({ style, points: means })),
    dots: series.map(({ style, dots }) => ({ style, points: dots })),
  });
}

function title({ strategy, size }: AttackRow, value: number | null): string {
  return `${words(strategy)}, N = ${formatCount(size)}: ${formatNumber(value)}`;
}
