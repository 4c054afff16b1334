import type { MeanRow, RunResult, SweepRow } from "@disentangle/artifacts";
import { modelsOf } from "../data/curves.ts";
import { formatCount, formatInterval, formatNumber, formatPercent } from "../data/format.ts";
import { mean } from "../data/mean.ts";
import { words } from "../data/names.ts";
import { ratesByRadius } from "../data/rates-by-radius.ts";
import { seriesStyle, strategyStyle, type SeriesStyle } from "../data/palette.ts";
import { strategiesOf } from "../data/strategies.ts";
import { type Html, html } from "../html/html.ts";
import { legend, symbolLegend } from "../plots/legend.ts";
import { panel, type Series } from "../plots/panel.ts";
import { percentAxis } from "../plots/percent-axis.ts";
import { radiusAxis } from "../plots/radius-axis.ts";
import { sizeAxis } from "../plots/size-axis.ts";
import { figure, section } from "./section.ts";
import { type Column, numeric, table } from "./table.ts";

/**
 * Success against the radius of the ball, where the attack was swept: what decides when success is saturated
 * at the full radius.
 */
export function radii(result: RunResult): Html | null {
  const sweeps = result.sweeps.filter(({ space, attack }) => space === "image" && attack === result.settings.attack.id);
  if (sweeps.length === 0) return null;
  const strategies = [...new Set(sweeps.map(({ strategy }) => strategy))];
  const medians = medianCurves(result);
  const sizes = [...new Set(sweeps.map(({ size }) => size))].toSorted((a, b) => a - b);
  const short = [
    ...new Set(
      radiusRows(result)
        .filter(({ interval }) => interval === null)
        .map(({ strategy }) => words(strategy)),
    ),
  ];
  return section(
    "radii",
    "Regular robustness over radii",
    symbolLegend(sizes.map((size) => ({ name: `N = ${formatCount(size)}`, style: { ...sizeStyle(size, sizes), color: "var(--ink)" } }))),
    medians !== null && legend(strategiesOf(result), strategies),
    figure(
      "Sweep over radii",
      html`Regular success rate against the radius ε of the ball, one line per training size, told apart by their marks; means over models.
      A line further to the right is of more robust models; lines that lie on one another say that the training size does not change
      robustness. ${smallestBy(sweeps)}
      ${
        medians !== null &&
        html`Last: the median over images of the smallest ε at which the attack succeeds, against N, in the colours of the strategies.
        Intervals are at 95 %;
        ${short.length > 0 && html`${short.join(" and ")} has two models or fewer at each N, too few for an interval; `}what the verdict on
        claim 4 says of the change from the smallest to the largest N pools what models differ by at both.`
      }`,
      strategies.map((strategy) => sweepPanel(strategy, sweeps, strategyStyle(strategiesOf(result), strategy).color)),
      medians,
    ),
    sweptAlone(sweeps),
    html`<details>
      <summary>Success rates by radius</summary>
      ${table("Success rate by radius (%), means over models", columns(sweeps), groups(sweeps))}
    </details>`,
  );
}

/**
 * The median smallest radius with and without the minimum-norm attack beside the sweep, where there was one.
 */
function sweptAlone(sweeps: readonly SweepRow[]): Html | null {
  const by = sweeps.find((row) => row.minimumNorm !== undefined)?.minimumNorm;
  if (by === undefined) return null;
  const median = (pick: (row: SweepRow) => number | null | undefined) => (models: Group) => mean(models.map((row) => pick(row) ?? null));
  return table<Group>(
    `Median smallest ε of an image, means over models; of each image the least of what the sweep and ${by} find counts`,
    [
      { title: "Training", cell: ([{ strategy }]) => words(strategy) },
      numeric("N", ([{ size }]) => size, formatCount),
      numeric(
        "By the sweep alone",
        median(({ sweepAlone }) => sweepAlone?.medianRadius),
        formatNumber,
      ),
      numeric(
        `With ${by}`,
        median(({ medianRadius }) => medianRadius),
        formatNumber,
      ),
    ],
    groups(sweeps),
  );
}

/**
 * By which minimum-norm attack the smallest radii were found, in words; nothing where by repeating the
 * attack.
 */
function smallestBy(sweeps: readonly SweepRow[]): string {
  const by = sweeps.find((row) => row.smallestBy !== undefined)?.smallestBy;
  return by === undefined ? "" : `Smallest radius by ${by}, run once on what falls at the largest ε, in place of the attack at each ε.`;
}

/** The sweeps of the models of one strategy and size. */
type Group = readonly [first: SweepRow, ...others: SweepRow[]];

function groups(sweeps: readonly SweepRow[]): Group[] {
  return [...Map.groupBy(sweeps, ({ strategy, size }) => `${strategy} ${size}`).values()] as unknown as Group[];
}

function columns(sweeps: readonly SweepRow[]): Column<Group>[] {
  const all = [...new Set(sweeps.flatMap(({ points }) => points.map(({ radius }) => radius)))].toSorted((a, b) => a - b);
  return [
    { title: "Training", cell: ([{ strategy }]) => words(strategy) },
    numeric("N", ([{ size }]) => size, formatCount),
    ...all.map((radius) =>
      numeric<Group, number | null>(
        `ε = ${Number(radius.toPrecision(3))}`,
        (models) => ratesByRadius(models).find((point) => point.radius === radius)?.rate ?? null,
        formatPercent,
      ),
    ),
  ];
}

function sweepPanel(strategy: string, sweeps: readonly SweepRow[], color: string): Html {
  const rows = sweeps.filter((sweep) => sweep.strategy === strategy);
  const all = [...new Set(sweeps.map(({ size }) => size))].toSorted((a, b) => a - b);
  const sizes = all.filter((size) => rows.some((row) => row.size === size));
  const curves = sizes.map((size): Series => {
    const points = ratesByRadius(rows.filter((row) => row.size === size)).flatMap(({ radius, rate }) => {
      if (rate === null) return [];
      return [{ x: radius, y: 100 * rate, title: `N = ${formatCount(size)}, ε = ${formatNumber(radius)}: ${formatPercent(rate)} %` }];
    });
    return { style: { ...sizeStyle(size, all), color }, points };
  });
  const x = radiusAxis(rows.flatMap(({ points }) => points.map(({ radius }) => radius)));
  return panel({ title: words(strategy), x, y: percentAxis("Success rate", [], true), curves });
}

/** A symbol for each size; the colour is that of the strategy. */
function sizeStyle(size: number, sizes: readonly number[]): SeriesStyle {
  return seriesStyle(sizes.indexOf(size));
}

/** Means of the smallest radius of the attack under test. */
function radiusRows({ means, settings: { attack } }: RunResult): MeanRow[] {
  return means.filter((row) => row.quantity === "radius" && row.attack === attack.id && row.mean !== null);
}

/**
 * The median smallest radius against N, one curve per strategy; null where no attack was swept.
 *
 * @param compact whether it is drawn for the first screen, small
 */
export function medianCurves(result: RunResult, compact = false): Html | null {
  const rows = radiusRows(result);
  if (rows.length === 0) return null;
  const strategies = strategiesOf(result);
  const curves = strategies.map((strategy) => ({
    style: strategyStyle(strategies, strategy),
    points: rows
      .filter((row) => row.strategy === strategy)
      .toSorted((a, b) => a.size - b.size)
      .map(({ size, models, mean: value, interval }) => ({
        x: size,
        y: value as number,
        title: `${words(strategy)}, N = ${formatCount(size)}: ${formatNumber(value)} ${formatInterval(interval)}, ${modelsOf({ models, interval })}`,
        ...(interval !== null && interval[0] !== null && interval[1] !== null ? { interval: [interval[0], interval[1]] as const } : {}),
      })),
  }));
  const upper = Math.max(...rows.map(({ mean: value, interval }) => interval?.[1] ?? value ?? 0));
  return panel({
    title: "Median smallest ε against N",
    x: sizeAxis(rows.map(({ size }) => size)),
    y: { label: "Median smallest ε", domain: [0, upper * 1.15] },
    curves,
    compact,
  });
}
