import { finite, type MeanRow } from "@disentangle/artifacts";
import type { Cell, Evidence, Protocol, Random, SweepRecord } from "@disentangle/core";
import {
  bootstrapInterval,
  crossedBootstrap,
  errorByImage,
  groupedMedian,
  meanSuccess,
  rateInterval,
  sweepSteps,
  type RateInterval,
} from "@disentangle/evaluation";
import { PROTOCOLS } from "../request/protocols.ts";

/**
 * Fewest models whose mean gets an interval. From two, Student's quantile of one degree of freedom (12.7)
 * makes one as wide as the axis, which says nothing and seems to contradict what a verdict finds over several
 * sizes.
 */
const FEWEST_MODELS = 3;

/**
 * Means over the models of each strategy and size, with crossed bootstrap intervals where there are {@link
 * FEWEST_MODELS}: the points of the curves.
 *
 * @param random the stream that claims judge with, so that a mean has one interval, whoever tells it
 */
export function meanRows(evidence: Evidence, protocol: Protocol, random: Random): MeanRow[] {
  const errors = grouped(evidence.models, ({ cell }) => cellName(cell));
  const attacked = evidence.attacks.filter(({ correct }) => correct.includes(1));
  const attacks = grouped(attacked, ({ cell, attack, space }) => cellName(cell, attack, space));
  const swept = evidence.sweeps.filter(({ correct }) => correct.includes(1));
  const sweeps = grouped(swept, ({ cell, attack, space }) => cellName(cell, attack, space));
  const { combine } = PROTOCOLS[protocol];
  return [
    ...errors.map((models) => {
      const [{ cell }] = models;
      const stream = random.fork("mean", cell.architecture, cell.strategy, cell.size, "error", "", "");
      const about = { quantity: "error", attack: null, space: null } as const;
      return rateRow(cell, about, models.length, rateInterval(models.map(errorByImage), stream));
    }),
    ...attacks.map((records) => {
      const { cell, attack, space } = records[0];
      return rateRow(cell, { quantity: "success", attack, space }, records.length, meanSuccess(records, combine, random));
    }),
    ...sweeps.map((records) => radiusRow(records, random)),
  ];
}

/** Records that belong together; no group is empty. */
function grouped<T>(records: readonly T[], name: (record: T) => string): (readonly [T, ...T[]])[] {
  return [...Map.groupBy(records, name).values()] as unknown as (readonly [T, ...T[]])[];
}

const cellName = ({ architecture, strategy, size }: Cell, ...rest: readonly string[]): string =>
  [architecture, strategy, size, ...rest].join(" ");

function rateRow(
  { architecture, strategy, size }: Cell,
  about: Pick<MeanRow, "quantity" | "attack" | "space">,
  models: number,
  { mean, interval }: RateInterval,
): MeanRow {
  return {
    architecture,
    strategy,
    size,
    ...about,
    models,
    mean: finite(mean),
    interval: models < FEWEST_MODELS ? null : [finite(interval[0]), finite(interval[1])],
  };
}

/** The median smallest radius over the models of a strategy and size, and their images. */
function radiusRow(records: readonly [SweepRecord, ...SweepRecord[]], random: Random): MeanRow {
  const { cell, attack, space, radius, fractions } = records[0];
  const { architecture, strategy, size } = cell;
  const models = records.map(sweepSteps);
  const stream = random.fork("mean", architecture, strategy, size, "radius", attack, space);
  const median = groupedMedian(
    models.flatMap(({ steps }) => [...steps]),
    fractions,
  );
  const bootstrap = crossedBootstrap([models.map(({ images }) => images)], median, stream);
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
    interval: records.length < FEWEST_MODELS ? null : [finite(Math.max(0, radius * lower)), finite(radius * upper)],
  };
}
