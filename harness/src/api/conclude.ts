import { asEvidence, Fault, isOutOfReach, reasonOf, type Claim, type Measurements, type Verdict } from "@disentangle/core";
import { atPlace } from "../parts/place-of.ts";
import { artifactRows } from "../result/artifacts.ts";
import type { Concluded } from "../result/concluded.ts";
import { closeUps } from "../result/close-ups.ts";
import { exampleRows } from "../result/examples.ts";
import { meanRows } from "../result/means.ts";
import type { FinishedResults } from "../run/finished-results.ts";
import { gatherEvidence } from "../run/gather-evidence.ts";
import type { OpenedRun } from "../run/open-run.ts";

/**
 * Gathers the evidence of all architectures, then judges each, as corrections are made over the whole run.
 *
 * @throws Fault `bad-plugin` where a claim throws
 */
export async function conclude(
  run: OpenedRun,
  results: FinishedResults,
  pathOf: (key: string) => string,
  signal: AbortSignal,
): Promise<readonly Concluded[]> {
  const { bench, claims, planned } = run;
  const gathered = [];
  for (const entry of planned) gathered.push({ ...entry, evidence: await gatherEvidence(entry.tasks, results) });
  const measured = gathered.map(({ plan, evidence }): Measurements => ({ evidence, setting: plan.setting }));
  const concluded: Concluded[] = [];
  for (const { plan, tasks, evidence } of gathered) {
    const random = bench.random.fork("judge");
    concluded.push({
      plan,
      evidence,
      verdicts: claims.map((claim) => {
        const needs = claim.needs(plan.setting);
        const verdict = verdictOf(claim, () => claim.judge(evidence, plan.setting, random, measured));
        return asEvidence(verdict, plan.setting, isOutOfReach(needs) ? [] : needs);
      }),
      means: meanRows(evidence, bench.settings.protocol, random),
      examples: await exampleRows(bench, tasks, results, signal),
      ...(await closeUps(bench, tasks, results, signal)),
      artifacts: artifactRows(tasks, pathOf),
    });
  }
  return concluded;
}

function verdictOf({ id }: Claim, judge: () => Verdict): Verdict {
  try {
    return judge();
  } catch (cause) {
    if (Fault.is(cause)) throw cause;
    throw new Fault("bad-plugin", `The claim ${id} threw when it judged the run: ${reasonOf(cause)}${atPlace(cause)}.`, {
      value: id,
      cause,
      mend: "All that was measured is kept: mend the claim and start the run again, which judges at once.",
    });
  }
}
