import type { Need, Setting, Verdict } from "./claim.ts";

/** A verdict's reason in words, with what it lacks and how to get it. */
export function verdictWords({ reason, lacking }: Pick<Verdict, "reason" | "lacking">): string {
  if (lacking === undefined) return reason;
  const { otherwise, why, mend } = lacking;
  const words = otherwise === undefined ? [reason, why, mend] : [why, mend, `By these numbers alone it would be ${otherwise}: ${reason}`];
  return words.filter((sentence) => sentence !== undefined).join(" ");
}

/**
 * A verdict as a run may give it: none by a profile that is no evidence, and none from a single model per training size, which does not tell how
 * models differ. What the numbers alone would say is kept beside.
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
  if (verdict.outcome === "inconclusive" || fewestModels(setting, needs) > 1) return verdict;
  return without("One model per training size does not tell how models differ.", "With two a verdict can be had (--models 2).");
}

/** The profile that measures more, as a mend. */
export function largerProfile({ larger }: Pick<Setting, "larger">): string | undefined {
  return larger === undefined ? undefined : `The profile ${larger} can give a verdict.`;
}

function fewestModels({ models }: Setting, needs: readonly Need[]): number {
  return Math.min(...needs.map(({ strategy }) => models[strategy] ?? 0));
}
