import { largerProfile, type Finding, type Setting, type Verdict } from "@disentangle/core";

/** What a claim concludes. */
export type Conclusion = Omit<Verdict, "claim" | "statement">;

/** Inconclusive for want of evidence, with what would give more. */
export function missing(setting: Setting, reason: string, findings: readonly Finding[] = []): Conclusion {
  return { outcome: "inconclusive", reason, lacking: { mend: moreEvidence(setting) }, findings };
}

/** What gives more evidence than a run of that setting. */
export function moreEvidence(setting: Setting): string {
  return largerProfile(setting) ?? "Raise the number of models or images.";
}

/** Inconclusive, as some of what was judged was not met. */
export function unmet(findings: readonly Finding[]): Conclusion {
  return { outcome: "inconclusive", reason: `${failures(findings)}.`, findings };
}

/** Whether every judged finding was met. */
export function allMet(findings: readonly Finding[]): boolean {
  return findings.every(({ outcome }) => outcome !== "failed");
}

/** A conclusion whose reason says that the manifold is not the true one. */
export function approximate({ reason, ...rest }: Conclusion): Conclusion {
  return { ...rest, reason: `Approximate manifold. ${reason}` };
}

/** Such as `0.994 [0.990, 0.997]`. */
export function withInterval({ estimate, interval }: Pick<Finding, "estimate" | "interval">): string {
  return interval === undefined ? digits(estimate) : `${digits(estimate)} ${intervalWords(interval)}`;
}

/** Such as `[−0.106, −0.075]`. */
export function intervalWords([lower, upper]: readonly [number, number]): string {
  return `[${digits(lower)}, ${digits(upper)}]`;
}

function failures(findings: readonly Finding[]): string {
  return findings
    .filter(({ outcome }) => outcome === "failed")
    .map((finding) => `${finding.id} failed: ${finding.quantity} is ${withInterval(finding)}, not ${finding.condition?.words ?? ""}`)
    .join("; ");
}

/** Three decimals where that is not too fine, with a minus sign where it is negative. */
export function digits(value: number): string {
  return (Math.abs(value) < 10 ? value.toFixed(3) : value.toFixed(1)).replace("-", "−");
}
