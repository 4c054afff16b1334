import { anyOf, atLeast, equivalentWithin, estimateAtLeast, notInferior } from "@disentangle/core";
import type { Condition, Evidence, Finding, Random, Setting, SweepRecord } from "@disentangle/core";
import {
  bootstrapInterval,
  errorByImage,
  meanOf,
  newcombe,
  pooledRate,
  rateBootstrap,
  successByImage,
  type Bootstrap,
  type Interval,
  type Proportion,
} from "@disentangle/evaluation/statistics";
import { intervalWords } from "./conclusion.ts";
import { bootstrapped, type MeasuredFinding } from "./finding.ts";
import { attacksOf, bySize, modelsOf, sizesOf, sweepsOf, trainedOf } from "./select.ts";
import { radiusChange } from "./smallest-radius.ts";
import { isContrast } from "./strategies.ts";

/** Success rates all above this say nothing about a trend. */
const SATURATED = 0.98;
/**
 * 4a, 4c, and both of 4b: a margin of 0.02 cannot be missed where the median smallest ε itself is as small,
 * hence the share.
 */
const RATE = anyOf(equivalentWithin(0.1), notInferior(0.05));
const FALL_OF_ERROR = estimateAtLeast(0.25);
export const LEAST_CHANGE = -0.02;
export const LEAST_SHARE = 0.5;
/** 4c: the relative fall of E from the smallest to the largest N. */
export function errorFall(evidence: Evidence, setting: Setting, strategy: string, random: Random): Finding | undefined {
  const ends = extremes(bySize(modelsOf(evidence, setting, strategy)), sizesOf(setting, strategy));
  if (ends === undefined) return undefined;
  const [few, many] = ends;
  const fall = ([errors]: readonly Float64Array[]): number => {
    const before = average(errors as Float64Array, 0, few.length);
    return before === 0 ? 0 : 1 - average(errors as Float64Array, few.length, few.length + many.length) / before;
  };
  const blocks = ends.map((models) => models.map((model) => [errorByImage(model)]));
  const about = { id: "4c", quantity: `relative fall of E (${strategy})`, condition: FALL_OF_ERROR, n: few.length + many.length };
  return bootstrapped(about, rateBootstrap(blocks, fall, random.fork("4c")));
}

interface RateChange {
  readonly bootstrap: Bootstrap;
  /** Newcombe's interval, of as many images as these are worth. */
  readonly covers: Interval;
  readonly n: number;
  readonly saturated: boolean;
}

/** R at the largest less R at the smallest N, and whether R is saturated at every N. */
export function rateChange(evidence: Evidence, setting: Setting, strategy: string, random: Random): RateChange | undefined {
  const sizes = bySize(attacksOf(evidence, setting, strategy, "image"));
  const ends = extremes(sizes, sizesOf(setting, strategy));
  if (ends === undefined) return undefined;
  const [few, many] = ends;
  const change = ([rates]: readonly Float64Array[]): number =>
    average(rates as Float64Array, few.length, few.length + many.length) - average(rates as Float64Array, 0, few.length);
  const blocks = ends.map((records) => records.map((record) => [successByImage(record, setting.combine)]));
  const [before, after] = blocks.map((models): Proportion => {
    const { rate, total } = pooledRate(models.flat());
    return [rate * total, total];
  }) as [Proportion, Proportion];
  return {
    bootstrap: rateBootstrap(blocks, change, random.fork("4a")),
    covers: newcombe(after, before),
    n: few.length + many.length,
    saturated: [...sizes.values()].flat().every((record) => meanOf(successByImage(record, setting.combine)).mean > SATURATED),
  };
}

/** 4a, not judged where R is saturated. */
export function rateFinding(strategy: string, { bootstrap, covers, n, saturated }: RateChange): MeasuredFinding {
  const about = { id: "4a", quantity: `change of R from the smallest to the largest N (${strategy})`, n };
  if (saturated) return bootstrapped({ ...about, remark: "saturated: 4b decides" }, bootstrap, { covers });
  const remark = `the 90 % interval is ${intervalWords(bootstrapInterval(bootstrap, 0.9))}`;
  return bootstrapped({ ...about, condition: RATE, remark }, bootstrap, { covers });
}

/** 4b, and what is reported beside it. */
interface RadiusFindings {
  readonly change: MeasuredFinding;
  readonly share: MeasuredFinding;
  readonly beside: readonly Finding[];
}

/** 4b: change of the median smallest ε, and what share of it is left. */
export function radiusFindings(
  evidence: Evidence,
  setting: Setting,
  strategy: string,
  saturated: boolean,
  random: Random,
): RadiusFindings | undefined {
  const all = sweepsOf(evidence, setting, strategy);
  const sweep = String(all[0]?.fractions);
  const ends = extremes(bySize(all.filter(({ fractions }) => String(fractions) === sweep)), sizesOf(setting, strategy));
  if (ends === undefined) return undefined;
  const { change, share, n } = radiusChange(ends, random.fork("4b"));
  const over = `from the smallest to the largest N (${strategy}${saturated ? ", saturated" : ""})`;
  const nearest = all.find(({ minimumNorm }) => minimumNorm !== undefined)?.minimumNorm?.attack;
  const remark = nearest !== undefined && { remark: `ε is the least of what the sweep and ${nearest} find` };
  const about = (quantity: string, condition: Condition) => ({
    id: "4b",
    quantity: `${quantity} of the median smallest ε ${over}`,
    condition,
    n,
    ...remark,
  });
  return {
    change: bootstrapped(about("change", atLeast(LEAST_CHANGE)), change),
    share: bootstrapped(about("share that is left", atLeast(LEAST_SHARE)), share, { range: [0, Infinity] }),
    beside: nearest === undefined ? [] : [sweptAlone(ends, over, nearest, random)],
  };
}

/** What 4b would go by without the minimum-norm attack beside the sweep. */
function sweptAlone(
  ends: readonly [readonly SweepRecord[], readonly SweepRecord[]],
  over: string,
  nearest: string,
  random: Random,
): Finding {
  const alone = (records: readonly SweepRecord[]): readonly SweepRecord[] =>
    records.map((record) => ({ ...record, smallest: record.minimumNorm?.sweepAlone ?? record.smallest }));
  const { change, n } = radiusChange([alone(ends[0]), alone(ends[1])], random.fork("4b"));
  const quantity = `change of the median smallest ε by the sweep alone ${over}`;
  return bootstrapped({ id: "4b", quantity, remark: `without what ${nearest} finds`, n }, change);
}

/** 4d: R of regular adversarial training, of whichever kind, falls with N; the contrast. */
export function contrast(evidence: Evidence, setting: Setting, random: Random): readonly Finding[] {
  const strategies = trainedOf(setting).filter((strategy) => isContrast(setting, strategy));
  return strategies.flatMap((strategy) => {
    const change = rateChange(evidence, setting, strategy, random.fork(strategy));
    if (change === undefined) return [];
    const quantity = `change of R from the smallest to the largest N (${strategy})`;
    const about = { id: "4d", quantity, remark: "reported; the contrast", n: change.n };
    return [bootstrapped(about, change.bootstrap, { covers: change.covers })];
  });
}

/**
 * The records of the smallest and of the largest planned size, where both were measured: other sizes would
 * test another claim.
 */
function extremes<T>(
  measured: ReadonlyMap<number, readonly T[]>,
  planned: readonly number[],
): readonly [readonly T[], readonly T[]] | undefined {
  const [smallest, largest] = [planned[0], planned.at(-1)];
  if (smallest === undefined || largest === undefined || smallest === largest) return undefined;
  const [first, last] = [measured.get(smallest), measured.get(largest)];
  return first === undefined || last === undefined ? undefined : [first, last];
}

function average(values: Float64Array, start: number, end: number): number {
  let sum = 0;
  for (let i = start; i < end; i++) sum += values[i] as number;
  return sum / (end - start);
}
