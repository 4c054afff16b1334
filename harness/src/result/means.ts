import { finite, type MeanResult } from "@disentangle/artifacts";
import type { AttackRecord, Cell, Evidence, Protocol, Random } from "@disentangle/core";
import {
  bootstrapInterval,
  hierarchicalBootstrap,
  hull,
  imageSuccess,
  rateBootstrap,
  resampleMean,
  resampleProportion,
  wilson,
  type ResampledMean,
} from "@disentangle/evaluation";
import { groupedMedian, stepsOf } from "../claims/smallest-radius.ts";
import { PROTOCOLS } from "../protocols.ts";

/** Means over the models of each strategy and size, with hierarchical bootstrap intervals: the points of the curves. */
export function meanRows(evidence: Evidence, protocol: Protocol, random: Random): MeanResult[] {
  const errors = group(evidence.models.map((model) => [model.cell, resampleProportion(model.errors, model.total)] as const));
  const rows = errors.map((entry) => row(entry, { quantity: "error", attack: null, space: null }, random));
  const kinds = Map.groupBy(evidence.attacks, ({ attack, space }) => `${attack} ${space}`);
  for (const records of kinds.values()) {
    const { attack, space } = records[0] as AttackRecord;
    const attacked = records.filter(({ correct }) => correct.includes(1));
    const rates = group(attacked.map((record) => [record.cell, resampleMean(imageSuccess(record, PROTOCOLS[protocol].combine))] as const));
    rows.push(...rates.map((entry) => row(entry, { quantity: "success", attack, space }, random)));
  }
  const swept = evidence.attacks.filter(({ correct, smallestRadius }) => smallestRadius !== undefined && correct.includes(1));
  const sweeps = Map.groupBy(swept, ({ cell, attack, space }) => cellName(cell, attack, space));
  return [...rows, ...[...sweeps.values()].map((records) => radiusRow(records, random))];
}

/** The median smallest radius over the models of a strategy and size, and their images. */
function radiusRow(records: readonly AttackRecord[], random: Random): MeanResult {
  const { cell, attack, space, radius } = records[0] as AttackRecord;
  const { architecture, strategy, size } = cell;
  const models = records.map(stepsOf);
  const stream = random.fork("mean", architecture, strategy, size, "radius", attack, space);
  const bootstrap = hierarchicalBootstrap([models.map(({ length }) => [length])], groupedMedian(models.flat()), stream);
  const [lower, upper] = bootstrapInterval(bootstrap);
  return {
    architecture,
    strategy,
    size,
    quantity: "radius",
    attack,
    space,
    models: models.length,
    mean: finite(radius * bootstrap.estimate),
    interval: [finite(Math.max(0, radius * lower)), finite(radius * upper)],
  };
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
  const count = means.reduce((sum, mean) => sum + mean.count, 0);
  // Where all images fare alike, draws hardly differ; what is seen is known no better than that many images tell.
  const [lower, upper] = hull(bootstrapInterval(bootstrap), wilson(bootstrap.estimate * count, count));
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
