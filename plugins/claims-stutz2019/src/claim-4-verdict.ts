import type { Evidence, Finding, Outcome, Random, Setting } from "@disentangle/core";
import { contrast, errorFall, LEAST_CHANGE, LEAST_SHARE, radiusFindings, rateChange, rateFinding } from "./claim-4-findings.ts";
import { missing, moreEvidence, withInterval, type Conclusion } from "./conclusion.ts";
import { trainedOf } from "./select.ts";
import { isContrast, NORMAL } from "./strategies.ts";

/** Beyond which the claim is refuted: bounds of the change of R and of the smallest ε. */
const REFUTED = { rate: 0.1, radius: -0.05 } as const;

/** What became of one strategy. */
interface Row {
  readonly strategy: string;
  readonly outcome: Outcome;
  readonly reason: string;
  /** Whether more evidence would help. */
  readonly lacks: boolean;
  readonly findings: readonly Finding[];
}

/** What the evidence says of claim 4: the worst of what it says of each strategy. */
export function judge(evidence: Evidence, setting: Setting, random: Random): Conclusion {
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
  const findings = [error, rate, ...(radius === undefined ? [] : [radius.change, radius.share, ...radius.beside])];
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
