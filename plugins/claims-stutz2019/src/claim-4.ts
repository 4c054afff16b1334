import { anyOf, atLeast, equivalentWithin, estimateAtLeast, notInferior } from "@disentangle/core";
import type { Claim, Condition, Evidence, Finding, Need, OutOfReach, Outcome, Random, Setting } from "@disentangle/core";
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
import { intervalWords, missing, moreEvidence, withInterval, type Conclusion } from "./conclusion.ts";
import { bootstrapped, type MeasuredFinding } from "./finding.ts";
import { contradicting, WOULD_CHANGE } from "./in-short.ts";
import { withoutNormal } from "./out-of-reach.ts";
import { attacksOf, bySize, modelsOf, sizesOf, sweepsOf } from "./select.ts";
import { radiusChange } from "./smallest-radius.ts";
import { isContrast, NORMAL } from "./strategies.ts";

const id = "4";
const statement = "Regular robustness and generalization are not contradicting goals.";

/** Success rates all above this say nothing about a trend. */
const SATURATED = 0.98;
/**
 * 4a, 4c, and both of 4b: a margin of 0.02 cannot be missed where the median smallest ε itself is as small,
 * hence the share.
 */
const RATE = anyOf(equivalentWithin(0.1), notInferior(0.05));
const FALL_OF_ERROR = estimateAtLeast(0.25);
const LEAST_CHANGE = -0.02;
const LEAST_SHARE = 0.5;
/** Beyond which the claim is refuted: bounds of the change of R and of the smallest ε. */
const REFUTED = { rate: 0.1, radius: -0.05 } as const;

/** Claim 4 (section 4.3 of the paper): more data lowers the test error without making a model less robust. */
export const claim4: Claim = {
  id,
  statement,
  needs,
  judge(evidence, setting, random) {
    const conclusion = judge(evidence, setting, random);
    const inShort = contradicting(conclusion.findings);
    return { claim: id, statement, ...(inShort !== undefined && { inShort }), wouldChange: WOULD_CHANGE.contradicting, ...conclusion };
  },
};

function needs(setting: Setting): readonly Need[] | OutOfReach {
  const trained = trainedOf(setting);
  // Regular adversarial training is the contrast: its change is reported.
  const single = trained.filter((strategy) => sizesOf(setting, strategy).length < 2 && !isContrast(setting, strategy));
  return (
    withoutNormal(id, setting) ??
    (setting.evidence && single.length > 0
      ? {
          why:
            "Claim 4 compares the smallest with the largest training size, and " +
            single.map((strategy) => `${strategy} is trained at N = ${sizesOf(setting, strategy).join(", ")} alone`).join(", "),
          mend: "Give two --sizes at least at which it is trained, or leave it out (--strategy).",
        }
      : trained.flatMap((strategy) => needsOf(setting, strategy)))
  );
}

/** The strategies of which models are trained at all. */
function trainedOf(setting: Setting): readonly string[] {
  return setting.strategies.filter((strategy) => sizesOf(setting, strategy).length > 0);
}

function needsOf(setting: Setting, strategy: string): readonly Need[] {
  const sizes = sizesOf(setting, strategy);
  const attacked: Need = { strategy, sizes, attacks: ["image"] };
  const [smallest, largest] = [sizes[0], sizes.at(-1)];
  if (isContrast(setting, strategy) || smallest === undefined || largest === undefined || smallest === largest) return [attacked];
  return [attacked, { ...attacked, sizes: [smallest, largest], sweep: true }];
}

/** What became of one strategy. */
interface Row {
  readonly strategy: string;
  readonly outcome: Outcome;
  readonly reason: string;
  /** Whether more evidence would help. */
  readonly lacks: boolean;
  readonly findings: readonly Finding[];
}

function judge(evidence: Evidence, setting: Setting, random: Random): Conclusion {
  const rows = trainedOf(setting)
    .filter((strategy) => !isContrast(setting, strategy))
    .map((strategy) => judgeStrategy(evidence, setting, strategy, random.fork(strategy)));
  const findings = [...rows.flatMap((row) => row.findings), ...contrast(evidence, setting, random)];
  if (!rows.some(({ strategy }) => strategy === NORMAL)) return missing(setting, "Normal training was not measured.", findings);
  const decisive = (["refuted", "inconclusive"] as const).find((outcome) => rows.some((row) => row.outcome === outcome));
  const outcome = decisive ?? "supported";
  const telling = rows.filter((row) => row.outcome === outcome);
  const reason = telling.map((row) => `${row.strategy}: ${row.reason}`).join(" ");
  const lacks = telling.some((row) => row.lacks);
  return { outcome, reason, findings, ...(lacks && { lacking: { mend: moreEvidence(setting) } }) };
}

function judgeStrategy(evidence: Evidence, setting: Setting, strategy: string, random: Random): Row {
  const row = (outcome: Outcome, reason: string, findings: readonly Finding[], lacks = false): Row => ({
    strategy,
    outcome,
    reason,
    lacks,
    findings,
  });
  const error = errorFall(evidence, setting, strategy, random);
  const change = rateChange(evidence, setting, strategy, random);
  if (error === undefined || change === undefined) {
    return row("inconclusive", "test error and regular success were not measured at the smallest and the largest N.", [], true);
  }
  const rate = rateFinding(strategy, change);
  const radius = radiusFindings(evidence, setting, strategy, change.saturated, random);
  const findings = [error, rate, ...(radius === undefined ? [] : [radius.change, radius.share])];
  if (error.outcome === "failed") {
    const reason = `the test error fell only by ${withInterval(error)} of itself over the sizes, so nothing was tested.`;
    return row("inconclusive", reason, findings);
  }
  const numbers = [
    `the test error falls by ${(100 * error.estimate).toFixed(0)} % of itself`,
    `R changes by ${withInterval(rate)}${change.saturated ? ", saturated as every R is above 0.98" : ""}`,
    ...(radius === undefined
      ? []
      : [`the median smallest ε changes by ${withInterval(radius.change)}, to ${radius.share.estimate.toFixed(2)} times what it was`]),
  ].join("; ");
  if (rate.interval[0] > REFUTED.rate || (radius !== undefined && radius.change.interval[1] < REFUTED.radius)) {
    return row("refuted", `${numbers}.`, findings);
  }
  if (radius === undefined) {
    return row("inconclusive", "the smallest ε was not measured at the smallest and the largest N.", findings, true);
  }
  const failed = [rate, radius.change, radius.share].filter(({ outcome }) => outcome === "failed");
  if (failed.length === 0) return row("supported", `${numbers}.`, findings);
  const unmet = [...Map.groupBy(failed, ({ id }) => id)]
    .map(([part, parts]) => `${part} is not met (${parts.map(({ condition }) => condition?.words).join("; ")})`)
    .join(", ");
  // Where the estimate itself would do, the interval is too wide, and more models narrow it.
  const wouldDo = (found: Finding): boolean =>
    found === rate ? rate.estimate < REFUTED.rate : found.estimate >= (found === radius.share ? LEAST_SHARE : LEAST_CHANGE);
  return row("inconclusive", `${numbers}; ${unmet}.`, findings, failed.every(wouldDo));
}

/** 4c: the relative fall of E from the smallest to the largest N. */
function errorFall(evidence: Evidence, setting: Setting, strategy: string, random: Random): Finding | undefined {
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
function rateChange(evidence: Evidence, setting: Setting, strategy: string, random: Random): RateChange | undefined {
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
function rateFinding(strategy: string, { bootstrap, covers, n, saturated }: RateChange): MeasuredFinding {
  const about = { id: "4a", quantity: `change of R from the smallest to the largest N (${strategy})`, n };
  if (saturated) return bootstrapped({ ...about, remark: "saturated: 4b decides" }, bootstrap, { covers });
  const remark = `the 90 % interval is ${intervalWords(bootstrapInterval(bootstrap, 0.9))}`;
  return bootstrapped({ ...about, condition: RATE, remark }, bootstrap, { covers });
}

/** 4b: change of the median smallest ε, and what share of it is left. */
function radiusFindings(
  evidence: Evidence,
  setting: Setting,
  strategy: string,
  saturated: boolean,
  random: Random,
): { readonly change: MeasuredFinding; readonly share: MeasuredFinding } | undefined {
  const all = sweepsOf(evidence, setting, strategy);
  const sweep = String(all[0]?.fractions);
  const ends = extremes(bySize(all.filter(({ fractions }) => String(fractions) === sweep)), sizesOf(setting, strategy));
  if (ends === undefined) return undefined;
  const { change, share, n } = radiusChange(ends, random.fork("4b"));
  const of = `the median smallest ε from the smallest to the largest N (${strategy}${saturated ? ", saturated" : ""})`;
  const about = (quantity: string, condition: Condition) => ({ id: "4b", quantity: `${quantity} of ${of}`, condition, n });
  return {
    change: bootstrapped(about("change", atLeast(LEAST_CHANGE)), change),
    share: bootstrapped(about("share that is left", atLeast(LEAST_SHARE)), share, { range: [0, Infinity] }),
  };
}

/** 4d: R of regular adversarial training, of whichever kind, falls with N; the contrast. */
function contrast(evidence: Evidence, setting: Setting, random: Random): readonly Finding[] {
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
