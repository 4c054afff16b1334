import type { Claim, Evidence, Finding, Need, Outcome, Random, Setting } from "@disentangle/core";
import {
  equivalence,
  newcombe,
  nonInferiority,
  rateBootstrap,
  type Bootstrap,
  type Interval,
  type Proportion,
  type ResampledMean,
} from "@disentangle/evaluation";
import { finding, type Measured } from "./finding.ts";
import { attacksOf, bySize, errorOf, modelsOf, sizesOf, successOf } from "./select.ts";
import { radiusChange } from "./smallest-radius.ts";
import { isContrast, NORMAL } from "./strategies.ts";
import { missing, withInterval, type Conclusion } from "./verdict.ts";

const id = "4";
const statement = "Regular robustness and generalization are not contradicting goals.";

/** Success rates all above this say nothing about a trend. */
const SATURATED = 0.98;
/** Least share of the median smallest ε that must be left: a margin of 0.02 cannot be missed where the median itself is as small. */
const LEAST_SHARE = 0.5;

/** Claim 4 (section 4.3 of the paper): more data lowers the test error without making a model less robust. */
export const claim4: Claim = {
  id,
  statement,
  needs: (setting) => setting.strategies.flatMap((strategy) => needs(setting, strategy)),
  judge: (evidence, setting, random) => ({ claim: id, statement, ...judge(evidence, setting, random) }),
};

function needs(setting: Setting, strategy: string): readonly Need[] {
  const sizes = sizesOf(setting, strategy);
  const attacked: Need = { strategy, sizes, attacks: ["image"], distances: false, sweep: false };
  const [smallest, largest] = [sizes[0], sizes.at(-1)];
  // Regular adversarial training is the contrast: its change is reported, its smallest radius not judged. One size alone tells of no change.
  if (isContrast(strategy) || smallest === undefined || largest === undefined || smallest === largest) return [attacked];
  return [attacked, { ...attacked, sizes: [smallest, largest], sweep: true }];
}

/** What became of one strategy. */
interface Row {
  readonly strategy: string;
  readonly outcome: Outcome;
  readonly reason: string;
  readonly findings: readonly Finding[];
}

function judge(evidence: Evidence, setting: Setting, random: Random): Conclusion {
  const rows = setting.strategies
    .filter((strategy) => !isContrast(strategy))
    .map((strategy) => judgeStrategy(evidence, setting, strategy, random.fork(strategy)));
  const findings = [...rows.flatMap((row) => row.findings), ...contrast(evidence, setting, random)];
  if (!rows.some(({ strategy }) => strategy === NORMAL)) return missing(setting, "Normal training was not measured.", findings);
  const decisive = (["refuted", "inconclusive"] as const).find((outcome) => rows.some((row) => row.outcome === outcome));
  const outcome = decisive ?? "supported";
  const telling = rows.filter((row) => row.outcome === outcome);
  return { outcome, reason: telling.map(({ strategy, reason }) => `${strategy}: ${reason}`).join(" "), findings };
}

function judgeStrategy(evidence: Evidence, setting: Setting, strategy: string, random: Random): Row {
  const row = (outcome: Outcome, reason: string, findings: readonly Finding[] = []): Row => ({ strategy, outcome, reason, findings });
  const error = errorFall(evidence, setting, strategy, random);
  const change = rateChange(evidence, setting, strategy, random);
  if (error === undefined || change === undefined) {
    return row(
      "inconclusive",
      missing(setting, "Test error and regular success were not measured at the smallest and the largest N.").reason,
    );
  }
  const rate = rateFinding(strategy, change);
  const radius = radiusFindings(evidence, setting, strategy, change.saturated, random);
  const findings = [error, rate, ...(radius === undefined ? [] : [radius.change, radius.share])];
  if (error.outcome === "failed") {
    const reason = `the test error fell only by ${withInterval(error.estimate, error.interval)} of itself over the sizes, so nothing was tested.`;
    return row("inconclusive", reason, findings);
  }
  const numbers =
    (change.saturated ? "saturated (every R above 0.98), " : "") +
    `R changes by ${withInterval(rate.estimate, rate.interval)}` +
    (radius === undefined
      ? ""
      : ` and the median smallest ε by ${withInterval(radius.change.estimate, radius.change.interval)}, to ${radius.share.estimate.toFixed(2)} times what it was,`) +
    ` while the test error falls by ${(100 * error.estimate).toFixed(0)} % of itself`;
  if (rate.interval[0] > 0.1 || (radius !== undefined && radius.change.interval[1] < -0.05)) return row("refuted", `${numbers}.`, findings);
  if (radius === undefined)
    return row("inconclusive", missing(setting, "the smallest ε was not measured at the smallest and the largest N.").reason, findings);
  const { change: moved, share } = radius;
  const failed = [rate, moved, share].filter(({ outcome }) => outcome === "failed");
  if (failed.length === 0) return row("supported", `${numbers}.`, findings);
  const unmet = `${numbers}; ${failed.map(({ id, condition }) => `${id} is not met (${condition})`).join(", ")}.`;
  // Where the estimate itself would do, the interval is too wide, and more models narrow it.
  const wide = failed.every((found) => (found === rate ? rate.estimate < 0.1 : found.estimate >= (found === share ? LEAST_SHARE : -0.02)));
  return row("inconclusive", wide ? missing(setting, unmet).reason : unmet, findings);
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
  const blocks = ends.map((models) => models.map((model) => [errorOf(model)]));
  const about = { id: "4c", quantity: `relative fall of E (${strategy})`, condition: "≥ 0.25", n: few.length + many.length };
  return finding(about, rateBootstrap(blocks, fall, random.fork("4c")), { rule: (_lower, _upper, estimate) => estimate >= 0.25 });
}

interface RateChange {
  readonly bootstrap: Bootstrap;
  /** Newcombe's interval, of all images alike. */
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
  const blocks = ends.map((records) => records.map((record) => [successOf(record, setting)]));
  const [before, after] = blocks.map((models) => pooled(models.flat())) as [Proportion, Proportion];
  return {
    bootstrap: rateBootstrap(blocks, change, random.fork("4a")),
    covers: newcombe(after, before),
    n: few.length + many.length,
    saturated: [...sizes.values()].flat().every((record) => successOf(record, setting).mean > SATURATED),
  };
}

/** Successes and images of all models. */
function pooled(rates: readonly ResampledMean[]): Proportion {
  return [rates.reduce((sum, { mean, count }) => sum + mean * count, 0), rates.reduce((sum, { count }) => sum + count, 0)];
}

/** 4a, not judged where R is saturated. */
function rateFinding(strategy: string, { bootstrap, covers, n, saturated }: RateChange): Measured {
  const about = { id: "4a", quantity: `change of R from the smallest to the largest N (${strategy})`, n };
  if (saturated) return finding({ ...about, condition: "saturated: 4b decides" }, bootstrap, { covers });
  const { interval, equivalent } = equivalence(bootstrap, 0.1);
  const { upper, nonInferior } = nonInferiority(bootstrap, 0.05);
  const seen = `here [${interval[0].toFixed(3)}, ${interval[1].toFixed(3)}] and ${upper.toFixed(3)}`;
  const condition = `90 % interval inside ±0.10, or upper 95 % bound ≤ 0.05; ${seen}`;
  return finding({ ...about, condition }, bootstrap, { rule: () => equivalent || nonInferior, covers });
}

/** 4b: change of the median smallest ε, and what share of it is left. */
function radiusFindings(
  evidence: Evidence,
  setting: Setting,
  strategy: string,
  saturated: boolean,
  random: Random,
): { readonly change: Measured; readonly share: Measured } | undefined {
  const swept = attacksOf(evidence, setting, strategy, "image").filter(({ smallestRadius }) => smallestRadius !== undefined);
  const ends = extremes(bySize(swept), sizesOf(setting, strategy));
  if (ends === undefined) return undefined;
  const { change, share, n } = radiusChange(ends, random.fork("4b"));
  const of = `the median smallest ε from the smallest to the largest N (${strategy}${saturated ? ", saturated" : ""})`;
  const about = { id: "4b", n };
  return {
    change: finding({ ...about, quantity: `change of ${of}`, condition: "lower bound ≥ −0.02" }, change, {
      rule: (lower) => lower >= -0.02,
    }),
    share: finding({ ...about, quantity: `share that is left of ${of}`, condition: `lower bound ≥ ${LEAST_SHARE}` }, share, {
      rule: (lower) => lower >= LEAST_SHARE,
      range: [0, Infinity],
    }),
  };
}

/** 4d: R of regular adversarial training, of whichever kind, falls with N; the contrast. */
function contrast(evidence: Evidence, setting: Setting, random: Random): readonly Finding[] {
  return setting.strategies.filter(isContrast).flatMap((strategy) => {
    const change = rateChange(evidence, setting, strategy, random.fork(strategy));
    if (change === undefined) return [];
    const quantity = `change of R from the smallest to the largest N (${strategy})`;
    const about = { id: "4d", quantity, condition: "reported; the contrast", n: change.n };
    return [finding(about, change.bootstrap, { covers: change.covers })];
  });
}

/** The records of the smallest and of the largest planned size, where both were measured: other sizes would test another claim. */
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
