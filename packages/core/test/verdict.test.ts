import { expect, test } from "vitest";
import { asEvidence, verdictWords, type Need, type Outcome, type Setting, type Verdict } from "../src/index.ts";

const verdict = (outcome: Outcome): Verdict => ({ claim: "9", statement: "It is so.", outcome, reason: "It was seen.", findings: [] });

const setting = (changed: Partial<Setting> = {}): Setting => ({
  profile: "quick",
  larger: "standard",
  evidence: true,
  protocol: "paper",
  combine: "worst-case",
  dataset: "toy",
  architecture: "cnn",
  strategies: ["normal", "other"],
  trainedOn: {},
  sizes: [100],
  strategySizes: {},
  models: { normal: 3, other: 1 },
  attacked: { image: 10, latent: 10, transformation: 10 },
  attack: "still",
  otherLatent: [],
  ...changed,
});

const need = (strategy: string): Need => ({ strategy, sizes: [100], attacks: [] });

test("a profile that is no evidence gives no verdict, names the one that does, and tells what the numbers alone say", () => {
  for (const outcome of ["supported", "refuted", "inconclusive"] as const) {
    const given = asEvidence(verdict(outcome), setting({ profile: "smoke", larger: "quick", evidence: false }), [need("normal")]);
    expect(given).toMatchObject({ claim: "9", outcome: "inconclusive", reason: "It was seen.", lacking: { otherwise: outcome } });
    expect(verdictWords(given)).toBe(
      `smoke: not evidence. The profile quick can give a verdict. By these numbers alone it would be ${outcome}: It was seen.`,
    );
  }
});

test("what the numbers lacked themselves gives way to what the profile lacks", () => {
  const lacking = { ...verdict("inconclusive"), lacking: { mend: "Measure more." } };
  expect(verdictWords(lacking)).toBe("It was seen. Measure more.");
  const given = asEvidence(lacking, setting({ profile: "tiny", evidence: false }), []);
  expect(verdictWords(given)).not.toContain("Measure more");
});

test("one model per size gives no verdict either, two do, and only the models count that a claim looked at", () => {
  for (const outcome of ["supported", "refuted"] as const) {
    expect(asEvidence(verdict(outcome), setting(), [need("normal")])).toEqual(verdict(outcome));
    const alone = asEvidence(verdict(outcome), setting(), [need("normal"), need("other")]);
    expect(alone).toMatchObject({ outcome: "inconclusive", lacking: { otherwise: outcome } });
    expect(verdictWords(alone)).toMatch(/^One model .*--models 2.* it would be \w+: It was seen\.$/u);
  }
  expect(asEvidence(verdict("inconclusive"), setting(), [need("other")])).toEqual(verdict("inconclusive"));
});

test("a verdict that lacks nothing is its reason", () => {
  expect(verdictWords(verdict("supported"))).toBe("It was seen.");
});
