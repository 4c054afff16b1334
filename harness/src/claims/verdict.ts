import type { Finding, Outcome, Setting, Verdict } from "@disentangle/core";

/** What a claim concludes. */
export interface Conclusion {
  readonly outcome: Outcome;
  /** One or two sentences with the numbers. */
  readonly reason: string;
  readonly findings: readonly Finding[];
}

/** What became of a claim under a profile whose numbers are no evidence: nothing, whichever claim judged them and whatever they say. */
export function withoutEvidence({ outcome, reason, ...rest }: Verdict, profile: string): Verdict {
  const remedy = LARGER[profile] === undefined ? "" : `; the profile ${LARGER[profile]} can give a verdict`;
  const marked = `${profile}: not evidence${remedy}. By these numbers alone it would be ${outcome}: ${reason}`;
  return { ...rest, outcome: "inconclusive", reason: marked };
}

/** Inconclusive for want of evidence, naming the profile that gathers more. */
export function missing(setting: Setting, what: string, findings: readonly Finding[] = []): Conclusion {
  const larger = LARGER[setting.profile];
  const remedy = larger === undefined ? "Raise the number of models or images." : `The profile ${larger} can give a verdict.`;
  return { outcome: "inconclusive", reason: `${what} ${remedy}`, findings };
}

/** Whether every judged finding was met. */
export function allMet(findings: readonly Finding[]): boolean {
  return findings.every(({ outcome }) => outcome !== "failed");
}

/** The ids of judged findings that failed, for a reason in words. */
export function failures(findings: readonly Finding[]): string {
  return findings
    .filter(({ outcome }) => outcome === "failed")
    .map(
      ({ id, quantity, estimate, interval, condition }) =>
        `${id} failed: ${quantity} is ${withInterval(estimate, interval)}, not ${condition}`,
    )
    .join("; ");
}

/** Such as `0.994 [0.990, 0.997]`. */
export function withInterval(estimate: number, interval?: readonly [number, number]): string {
  return interval === undefined ? digits(estimate) : `${digits(estimate)} [${digits(interval[0])}, ${digits(interval[1])}]`;
}

function digits(value: number): string {
  return Math.abs(value) < 10 ? value.toFixed(3) : value.toFixed(1);
}

const LARGER: Readonly<Record<string, string>> = { smoke: "quick", quick: "standard", standard: "paper" };
