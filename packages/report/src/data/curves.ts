import type { ReportedInterval, MeanRow, ModelKey, RunResult } from "@disentangle/artifacts";
import type { SpaceName } from "@disentangle/core";
import type { Point, Series } from "../plots/panel.ts";
import { publishedCurve, type Comparable } from "../published/published-value.ts";
import { PUBLISHED_SIZES } from "../published/values.ts";
import { formatCount, formatPercent, formatPercentInterval } from "./format.ts";
import { modelAnchor } from "./model-anchor.ts";
import { words } from "./names.ts";
import { strategyStyle } from "./palette.ts";
import { isSameModel } from "./same-model.ts";
import { strategiesOf } from "./strategies.ts";

/** A quantity measured per model: the test error, or the success of an attack in a space. */
export type Quantity = { readonly kind: "error" } | { readonly kind: "success"; readonly attack: string; readonly space: SpaceName };

/** The value of a quantity for one model, as a share, where it was measured. */
function valueOf(result: RunResult, quantity: Quantity, key: ModelKey): number | null {
  const same = (row: ModelKey): boolean => isSameModel(row, key);
  if (quantity.kind === "error") return result.models.find(same)?.error ?? null;
  return result.attacks.find((row) => row.attack === quantity.attack && row.space === quantity.space && same(row))?.rate ?? null;
}

/** The mean of a quantity over the models of a strategy and size. */
export function meanOf(result: RunResult, quantity: Quantity, strategy: string, size: number): MeanRow | undefined {
  return result.means.find(
    (row) =>
      row.strategy === strategy &&
      row.size === size &&
      row.quantity === quantity.kind &&
      (quantity.kind === "error" || (row.attack === quantity.attack && row.space === quantity.space)),
  );
}

/** Whether any model has that quantity. */
export function isMeasured(result: RunResult, quantity: Quantity): boolean {
  return result.models.some((key) => valueOf(result, quantity, key) !== null);
}

/** Means of a quantity against N, one curve per strategy, in percent. */
export function curvesBySize(result: RunResult, quantity: Quantity): Series[] {
  return byStrategy(result, (strategy, size) => {
    const row = meanOf(result, quantity, strategy, size);
    if (row === undefined || row.mean === null) return undefined;
    const title = `${words(strategy)}, N = ${formatCount(size)}: ${percentText(row.mean, row.interval)}, ${modelsOf(row)}`;
    return { x: size, y: 100 * row.mean, ...intervalOf(row.interval), title };
  });
}

/** Means of one quantity against means of another, in percent, joined in the order of N. */
export function curvesAgainst(result: RunResult, x: Quantity, y: Quantity): Series[] {
  return byStrategy(result, (strategy, size) => {
    const [across, up] = [meanOf(result, x, strategy, size), meanOf(result, y, strategy, size)];
    if (across?.mean == null || up?.mean == null) return undefined;
    const title = `${words(strategy)}, N = ${formatCount(size)}: ${percentText(up.mean, up.interval)} at ${percentText(across.mean, null)}`;
    return { x: 100 * across.mean, y: 100 * up.mean, ...intervalOf(up.interval), title };
  });
}

/** Every model as a dot: a quantity against N, or against another quantity, in percent. */
export function dotsOf(result: RunResult, x: Quantity | "size", y: Quantity): Series[] {
  const strategies = strategiesOf(result);
  return strategies.map((strategy) => ({
    style: strategyStyle(strategies, strategy),
    points: result.models
      .filter((key) => key.strategy === strategy)
      .flatMap((key) => {
        const across = x === "size" ? key.size : percent(valueOf(result, x, key));
        const up = percent(valueOf(result, y, key));
        if (across === null || up === null) return [];
        const title = `${words(strategy)}, N = ${formatCount(key.size)}, model ${key.model}: ${up.toFixed(1)} %`;
        const shown = result.examples.some((example) => isSameModel(example, key));
        return [{ x: across, y: up, title, ...(shown && { anchor: modelAnchor(key) }) }];
      }),
  }));
}

/**
 * The paper's curves for the strategies and sizes of this run; none for another dataset, architecture or
 * attack than the paper's.
 */
export function publishedCurves(result: RunResult, x: "size" | Comparable, y: Comparable): Series[] {
  const strategies = strategiesOf(result);
  const [smallest, largest] = [Math.min(...result.settings.sizes), Math.max(...result.settings.sizes)];
  return strategies.flatMap((strategy) => {
    const [across, up] = [x === "size" ? PUBLISHED_SIZES : publishedCurve(result, x, strategy), publishedCurve(result, y, strategy)];
    if (across === undefined || up === undefined) return [];
    const points = PUBLISHED_SIZES.flatMap((size, i) => {
      if (size < smallest || size > largest) return [];
      const title = `The paper, ${words(strategy).toLowerCase()}, N = ${formatCount(size)}: ${up[i]} %`;
      return [{ x: across[i] as number, y: up[i] as number, title }];
    });
    return [{ style: strategyStyle(strategies, strategy), points }];
  });
}

/** How many models a mean is over, and why it has no interval where it has none. */
export function modelsOf({ models, interval }: Pick<MeanRow, "models" | "interval">): string {
  const count = `${models} ${models === 1 ? "model" : "models"}`;
  return interval === null ? `${count}, too few for an interval` : count;
}

function byStrategy(result: RunResult, point: (strategy: string, size: number) => Point | undefined): Series[] {
  const strategies = strategiesOf(result);
  const sizes = [...new Set(result.models.map(({ size }) => size))].toSorted((a, b) => a - b);
  return strategies.map((strategy) => ({
    style: strategyStyle(strategies, strategy),
    points: sizes.map((size) => point(strategy, size)).filter((entry) => entry !== undefined),
  }));
}

function percent(share: number | null): number | null {
  return share === null ? null : 100 * share;
}

function intervalOf(interval: ReportedInterval | null): Pick<Point, "interval"> {
  if (interval === null || interval[0] === null || interval[1] === null) return {};
  return { interval: [100 * interval[0], 100 * interval[1]] };
}

function percentText(value: number, interval: ReportedInterval | null): string {
  return interval === null ? `${formatPercent(value)} %` : `${formatPercent(value)} % ${formatPercentInterval(interval)}`;
}
