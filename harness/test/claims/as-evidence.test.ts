import type { Outcome, Verdict } from "@disentangle/core";
import { expect, test } from "vitest";
import { asEvidence } from "../../src/claims/verdict.ts";
import { CLAIMS } from "../../src/claims/index.ts";
import { Catalogue } from "../../src/parts/catalogue.ts";
import { fewestModels, makePlan, type Plan } from "../../src/run/plan.ts";
import { readSettings } from "../../src/request/settings.ts";
import { openWorkbench } from "../../src/parts/workbench.ts";

const verdict = (outcome: Outcome): Verdict => ({ claim: "9", statement: "It is so.", outcome, reason: "It was seen.", findings: [] });
const evidence = { name: "quick", evidence: true };

test("a profile that is no evidence gives no verdict, and names the one that does", () => {
  for (const outcome of ["supported", "refuted", "inconclusive"] as const) {
    const given = asEvidence(verdict(outcome), { name: "smoke", evidence: false }, 3);
    expect(given).toMatchObject({ claim: "9", outcome: "inconclusive" });
    expect(given.reason).toBe(
      `smoke: not evidence; the profile quick can give a verdict. By these numbers alone it would be ${outcome}: It was seen.`,
    );
  }
});

test("one model per size gives no verdict either, two do", () => {
  for (const outcome of ["supported", "refuted"] as const) {
    expect(asEvidence(verdict(outcome), evidence, 2)).toEqual(verdict(outcome));
    const alone = asEvidence(verdict(outcome), evidence, 1);
    expect(alone.outcome).toBe("inconclusive");
    expect(alone.reason).toMatch(new RegExp(`^One model .*--models 2.*it would be ${outcome}: It was seen\\.$`, "u"));
  }
  expect(asEvidence(verdict("inconclusive"), evidence, 1)).toEqual(verdict("inconclusive"));
});

test("the fewest models are those of the trainings that a claim looks at", async () => {
  const counts = async (request: object): Promise<number[]> => {
    const settings = readSettings({ backend: "cpu", ...request });
    await using bench = await openWorkbench(settings, await Catalogue.load([]), new AbortController().signal);
    const plan: Plan = makePlan(settings, "cnn", settings.profile, bench.manifold.part, CLAIMS);
    return CLAIMS.map((claim) => fewestModels(plan, claim));
  };
  // Three models of normal training, two of every other: claims 3 and 4 look at those, too.
  expect(await counts({})).toEqual([3, 3, 2, 2]);
  expect(await counts({ models: 1 })).toEqual([1, 1, 1, 1]);
});
