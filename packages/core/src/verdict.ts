import type { Need, Setting, Verdict } from "./claim.ts";

/** A verdict's reason in words, with what it lacks and how to get it. */
export function verdictWords({ reason, lacking }: Pick<Verdict, "reason" | "lacking">): string {
  if (lacking === undefined) return reason;
  const { otherwise, why, mend } = lacking;
  const words = otherwise === undefined ? [reason, why, mend] : [why, mend, `By these numbers alone it would be ${otherwise}: ${reason}`];
  return words.filter((sentence) => sentence !== undefined).join(" ");
}

/**
 * A verdict as a run may give it: none by a profile that is no evidence, and none from a single model per
 * training size, which does not tell how models differ. What the numbers alone would say is kept beside.
 *
 * @param needs what the claim needed, which tells the models it looked at
 */
export function asEvidence(verdict: Verdict, setting: Setting, needs: readonly Need[]): Verdict {
  const without = (why: string, mend: string): Verdict => ({
    ...verdict,
    outcome: "inconclusive",
    lacking: { otherwise: verdict.outcome, why, mend },
  });
  if (!setting.evidence)
    return without(`${setting.profile}: not evidence.`, largerProfile(setting) ?? "Choose a larger profile (--profile).");
  if (verdict.outcome === "inconclusive" || !judgesSingleModels(setting, needs)) return verdict;
  return without(`${SINGLE}.`, "With two a verdict can be had (--models 2).");
}

const SINGLE = "One model per training size does not tell how models differ";

/**
 * Why needs that a setting can give will bring no verdict all the same, in words without a full stop: {@link
 * asEvidence} would take it back.
 */
export function withoutVerdict(setting: Setting, needs: readonly Need[]): string | undefined {
  return setting.evidence && judgesSingleModels(setting, needs) ? SINGLE : undefined;
}

/** The profile that measures more, as a mend. */
export function largerProfile({ larger }: Pick<Setting, "larger">): string | undefined {
  return larger === undefined ? undefined : `The profile ${larger} can give a verdict.`;
}

function judgesSingleModels({ models }: Setting, needs: readonly Need[]): boolean {
  return needs.some(({ strategy }) => (models[strategy] ?? 0) < 2);
}
