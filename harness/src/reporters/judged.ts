import type { RunResult, VerdictRow } from "@disentangle/artifacts";
import type { Outcome } from "@disentangle/core";

/** Outcomes that do not fail a job. */
export type Allowed = ReadonlySet<string>;

/** A verdict on a claim that was asked for. */
export type Judged = VerdictRow & { readonly outcome: Outcome };

/** The verdicts on claims that were asked for. */
export function judged({ verdicts }: RunResult): readonly Judged[] {
  return verdicts.filter((verdict): verdict is Judged => verdict.outcome !== "not asked");
}

/** A claim as a test is named; with its network where there are several. */
export function titleOf({ settings }: RunResult, { claim, architecture }: VerdictRow): string {
  return settings.architectures.length > 1 ? `Claim ${claim} (${architecture})` : `Claim ${claim}`;
}
