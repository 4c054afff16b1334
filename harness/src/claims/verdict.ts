import type { Finding, Outcome, Setting, Verdict } from "@disentangle/core";
import type { Profile } from "../profiles.ts";

/** What a claim concludes. */
export interface Conclusion {
  readonly outcome: Outcome;
  /** One or two sentences with the numbers. */
  readonly reason: string;
  readonly findings: readonly Finding[];
}

/** What becomes of a verdict on numbers that are no evidence, whichever claim judged them and whatever they say: none. */
function withoutEvidence({ outcome, reason, ...rest }: Verdict, why: string): Verdict {
  const numbers = reason.replace(/ The profile \w+ can give a verdict\.$/, "");
  return { ...rest, outcome: "inconclusive", reason: `${why}. By these numbers alone it would be ${outcome}: ${numbers}` };
}

/**
 * A verdict as a run may give it: none by a profile that is no evidence, and none from a single model per training size, which does not tell how
 * models differ.
 */
export function asEvidence(verdict: Verdict, profile: Pick<Profile, "name" | "evidence">, models: number): Verdict {
  if (!profile.evidence)
    return withoutEvidence(verdict, `${profile.name}: not evidence; the profile ${LARGER[profile.name]} can give a verdict`);
  if (models > 1 || verdict.outcome === "inconclusive") return verdict;
  return withoutEvidence(
    verdict,
    "One model per training size does not tell how models differ; with two a verdict can be had (--models 2)",
  );
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
