import { finite, type MeanResult } from "@disentangle/artifacts";
import type { AttackRecord, Cell, Evidence, Protocol, Random } from "@disentangle/core";
import {
  bootstrapInterval,
  imageSuccess,
  median,
  rateBootstrap,
  resampleMean,
  resampleProportion,
  type ResampledMean,
} from "@disentangle/evaluation";

/** Means over the models of each strategy and size, with hierarchical bootstrap intervals: the points of the curves. */
export function meanRows(evidence: Evidence, protocol: Protocol, random: Random): MeanResult[] {
  const errors = group(evidence.models.map((model) => [model.cell, resampleProportion(model.errors, model.total)] as const));
  const rows = errors.map((entry) => row(entry, { quantity: "error", attack: null, space: null }, random));
  const kinds = Map.groupBy(evidence.attacks, ({ attack, space }) => `${attack} ${space}`);
  for (const records of kinds.values()) {
    const { attack, space } = records[0] as AttackRecord;
    const combine = protocol === "paper" ? "worst-case" : "average";
    const attacked = records.filter(({ correct }) => correct.includes(1));
    const rates = group(attacked.map((record) => [record.cell, resampleMean(imageSuccess(record, combine))] as const));
    rows.push(...rates.map((entry) => row(entry, { quantity: "success", attack, space }, random)));
  }
  const swept = evidence.attacks.flatMap(({ cell, attack, space, correct, smallestRadius }) => {
    if (smallestRadius === undefined || !correct.includes(1)) return [];
    return [{ cell, attack, space, radius: median(smallestRadius.filter((_, i) => correct[i] === 1)) }];
  });
  for (const entries of Map.groupBy(swept, ({ cell, attack, space }) => cellName(cell, attack, space)).values()) {
    const { cell, attack, space } = entries[0] as (typeof entries)[0];
    const { architecture, strategy, size } = cell;
    const mean = finite(entries.reduce((sum, { radius }) => sum + radius, 0) / entries.length);
    rows.push({ architecture, strategy, size, quantity: "radius", attack, space, models: entries.length, mean, interval: null });
  }
  return rows;
}

const cellName = ({ architecture, strategy, size }: Cell, ...rest: readonly string[]): string =>
  [architecture, strategy, size, ...rest].join(" ");

interface Group {
  readonly cell: Cell;
  readonly means: readonly ResampledMean[];
}

function group(entries: readonly (readonly [Cell, ResampledMean])[]): Group[] {
  const groups = Map.groupBy(entries, ([cell]) => cellName(cell));
  return [...groups.values()].map((members) => ({ cell: (members[0] as (typeof members)[0])[0], means: members.map(([, mean]) => mean) }));
}

function row({ cell, means }: Group, about: Pick<MeanResult, "quantity" | "attack" | "space">, random: Random): MeanResult {
  const { architecture, strategy, size } = cell;
  const stream = random.fork("mean", architecture, strategy, size, about.quantity, about.space ?? "");
  const bootstrap = rateBootstrap([means.map((mean) => [mean])], ([values]) => average(values as Float64Array), stream);
  const [lower, upper] = bootstrapInterval(bootstrap);
  return {
    architecture,
    strategy,
    size,
    ...about,
    models: means.length,
    mean: finite(bootstrap.estimate),
    interval: [finite(Math.max(0, lower)), finite(Math.min(1, upper))],
  };
}

function average(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
