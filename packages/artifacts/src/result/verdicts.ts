import type { Finding, Outcome, Verdict } from "@disentangle/core";
import * as v from "valibot";
import { count, described, interval, list, maybeFinite, row, text } from "./fields.ts";
import { finite } from "./finite.ts";

const OUTCOMES = ["supported", "refuted", "inconclusive"] as const satisfies readonly Outcome[];
const FINDING_OUTCOMES = ["met", "failed", "reported"] as const satisfies readonly Finding["outcome"][];

/** One measured quantity of a claim. */
export interface FindingRow extends v.InferOutput<typeof findingSchema> {}
const findingSchema = row("FindingRow", "One measured quantity of a claim.", {
  id: described(text, "Such as `1a`."),
  quantity: described(text, "What was measured."),
  estimate: maybeFinite,
  interval: described(v.nullable(interval), "95 % interval; null for counts that are exact, and for p-values."),
  condition: described(v.nullable(text), "The condition fixed beforehand, in words; null where the quantity is reported, not judged."),
  remark: v.exactOptional(described(text, "What a reader should know of it, such as why it is not judged.")),
  outcome: described(v.picklist(FINDING_OUTCOMES), "Whether the condition holds; `reported` where there is none."),
  n: described(count, "Number of observations."),
});

/** Why a verdict is inconclusive for want of evidence. */
export interface LackingEvidence extends v.InferOutput<typeof lackingEvidence> {}
const lackingEvidence = row("LackingEvidence", "Why a verdict is inconclusive for want of evidence.", {
  otherwise: v.exactOptional(described(v.picklist(OUTCOMES), "What the numbers alone would say, where they are no evidence.")),
  why: v.exactOptional(described(text, "Why there is no verdict, in a sentence; absent where the reason says it.")),
  mend: v.exactOptional(described(text, "What would give one, in a sentence; absent where nothing is known to.")),
});

/** The verdict on one claim. */
export interface VerdictRow extends v.InferOutput<typeof verdictSchema> {}
/** Schema of {@link VerdictRow}. */
export const verdictSchema = row("VerdictRow", "The verdict on one claim.", {
  architecture: described(text, "Name of the architecture whose evidence was judged."),
  claim: described(text, "Id of the claim, such as `1`."),
  statement: described(text, "What the claim says."),
  outcome: v.picklist([...OUTCOMES, "not asked"]),
  reason: described(text, "What was measured, in one or two sentences, without what to do about it; empty where it was not asked."),
  lacking: v.exactOptional(described(lackingEvidence, "What keeps it from being decided, where something is missing.")),
  inShort: v.exactOptional(described(text, "What came out, in one sentence for a reader who knows none of the symbols.")),
  wouldChange: v.exactOptional(described(text, "What would change the verdict, in a sentence.")),
  words: described(text, "The whole verdict in words: the reason, and what is lacking; empty where it was not asked."),
  findings: list(findingSchema, "The evidence."),
});

/**
 * A claim's verdict as it is written to `result.json`, less the architecture it is about.
 *
 * @param words the whole verdict in words
 */
export function verdictRow(verdict: Verdict, words: string): Omit<VerdictRow, "architecture"> {
  const { claim, statement, outcome, reason, lacking, inShort, wouldChange } = verdict;
  const findings = verdict.findings.map(({ interval, estimate, condition, ...finding }) => ({
    ...finding,
    estimate: finite(estimate),
    interval: interval === undefined ? null : ([finite(interval[0]), finite(interval[1])] as const),
    condition: condition?.words ?? null,
  }));
  return {
    claim,
    statement,
    outcome,
    reason,
    ...(lacking && { lacking }),
    ...(inShort !== undefined && { inShort }),
    ...(wouldChange !== undefined && { wouldChange }),
    words,
    findings,
  };
}
