import type { RunResult } from "@disentangle/artifacts";
import { formatCount, formatNumber, formatPercent } from "../data/format.ts";
import { words } from "../data/names.ts";
import { strategyStyle } from "../data/palette.ts";
import { inSpace, spacesOf } from "../data/spaces.ts";
import { attacksOf, byRadii, sideBySide, type SideBySide } from "../data/side-by-side.ts";
import { type Html, html } from "../html/html.ts";
import { legend } from "../plots/legend.ts";
import { panel } from "../plots/panel.ts";
import { percentAxis } from "../plots/percent-axis.ts";
import { radiusAxis } from "../plots/radius-axis.ts";
import { figure, section } from "./section.ts";
import { type Column, numeric, table } from "./table.ts";

const MODEL: readonly Column<SideBySide>[] = [
  { title: "Training", cell: ({ strategy }) => words(strategy) },
  numeric("N", ({ size }) => size, formatCount),
  { title: "Attack", cell: ({ attack }) => attack },
];

/** Several attacks on the same models: whether what was found depends on the attack. */
export function attacksSideBySide(result: RunResult): Html | null {
  const rows = sideBySide(result);
  if (rows.length === 0) return null;
  const attacks = attacksOf(result);
  const groups = byRadii(rows);
  const spaces = spacesOf(result, result.attacks);
  return section(
    "side-by-side",
    "Attacks side by side",
    legend(attacks, attacks, { name: String }),
    groups.length > 0 &&
      figure(
        "Attacks by radius",
        html`Regular success rate against the radius ε of the ball, in the norm of the attack, on the models at the largest N of the first
        strategy; means over models. Attacks in one norm share a panel; one that looks for the smallest perturbation succeeds wherever what
        it found fits the ball.`,
        groups.map((group) => radiusPanel(group, attacks)),
      ),
    table(
      "At the full radius, means over models",
      [
        ...MODEL,
        ...spaces.map((space) =>
          numeric<SideBySide, number | null>(
            `${inSpace(result, "success", space)} (%)`,
            ({ success }) => success[space] ?? null,
            formatPercent,
          ),
        ),
        numeric<SideBySide, number | null>("L2 norm, regular", ({ l2 }) => l2, formatNumber),
        numeric<SideBySide, number | null>("Gradients per image, regular", ({ gradients }) => gradients, formatNumber),
      ],
      rows,
    ),
    groups.map((group) =>
      table(
        `Regular success by radius${group[0]?.norm === undefined ? "" : `, ${group[0].norm}`} (%), means over models`,
        [...MODEL, ...radiusColumns(group)],
        group,
      ),
    ),
  );
}

function radiusPanel(group: readonly SideBySide[], attacks: readonly string[]): Html {
  const { strategy, norm } = group[0] as SideBySide;
  const size = Math.max(...group.filter((row) => row.strategy === strategy).map((row) => row.size));
  const curves = group
    .filter((row) => row.strategy === strategy && row.size === size)
    .map(({ attack, points }) => ({
      style: strategyStyle(attacks, attack),
      points: points.flatMap(({ radius, rate }) =>
        rate === null ? [] : [{ x: radius, y: 100 * rate, title: `${attack}, ε = ${formatNumber(radius)}: ${formatPercent(rate)} %` }],
      ),
    }));
  const title = [words(strategy), `N = ${formatCount(size)}`, ...(norm === undefined ? [] : [norm])].join(", ");
  return panel({
    title,
    x: radiusAxis(group.flatMap(({ points }) => points.map(({ radius }) => radius))),
    y: percentAxis("Success rate", [], true),
    curves,
  });
}

function radiusColumns([first]: readonly SideBySide[]): Column<SideBySide>[] {
  return (first?.points ?? []).map(({ radius }, at) =>
    numeric(`ε = ${Number(radius.toPrecision(3))}`, ({ points }) => points[at]?.rate ?? null, formatPercent),
  );
}
