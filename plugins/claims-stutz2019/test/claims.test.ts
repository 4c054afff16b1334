import { testClaim } from "@disentangle/conformance";
import { Random, type Claim, type DistanceRecord, type Evidence, type Setting, type Verdict } from "@disentangle/core";
import { describe, expect, test } from "vitest";
import { CLAIMS } from "../../src/claims/index.ts";
import { SCENARIOS } from "../../tools/scenarios.ts";
import { QUICK, settingOf, simulate, type World } from "../../tools/simulate.ts";

const SETTING = settingOf(QUICK);
const NOTHING: Evidence = { models: [], attacks: [], distances: [], invariances: [] };

/** What the paper reports, with hardly any difference between models. */
const TRUE: World = {
  ...(SCENARIOS[0]?.world as World),
  onManifold: (_, size) => 1.2 - 0.08 * Math.log(size),
  regular: () => 0.9,
  spread: 0.002,
};

function claim(id: string): Claim {
  return CLAIMS.find((one) => one.id === id) as Claim;
}

function judge(id: string, evidence: Evidence, setting: Partial<Setting> = {}): Verdict {
  return claim(id).judge(evidence, { ...SETTING, ...setting }, Random.seeded(2));
}

function world(id: string, changed: Partial<World> = {}): Evidence {
  return simulate(id, { ...TRUE, ...changed }, QUICK, Random.seeded(1));
}

function outcomeOf(verdict: Verdict, id: string): string | undefined {
  return verdict.findings.find((finding) => finding.id === id)?.outcome;
}

/** Evidence with the distances of a population scaled. */
function scaled(evidence: Evidence, population: DistanceRecord["population"], factor: number): Evidence {
  const distances = evidence.distances.map((record) =>
    record.population === population ? { ...record, distance: record.distance.map((distance) => distance * factor) } : record,
  );
  return { ...evidence, distances };
}

describe.each(["1", "2", "3", "4"])("claim %s", (id) => {
  test("is supported where it is true, with numbers in its reason", () => {
    const verdict = judge(id, world(id));
    expect(verdict).toMatchObject({ claim: id, outcome: "supported" });
    expect(verdict.reason).toMatch(/\d\.\d/u);
    expect(verdict.findings.every(({ outcome }) => outcome !== "failed")).toBe(true);
  });

  testClaim(`claim ${id}`, { claim: claim(id), evidence: world(id), setting: SETTING });

  test("names the profile that can give a verdict where evidence is missing", () => {
    const verdict = judge(id, NOTHING);
    expect(verdict.findings).toEqual([]);
    expect(verdict.reason).toMatch(/measured.*The profile standard can give a verdict/u);
  });

  test("does not depend on other attacks in the evidence", () => {
    const evidence = world(id);
    const noise = evidence.attacks.map((record) => ({ ...record, attack: "other", success: record.success.map(() => 0) }));
    expect(judge(id, { ...evidence, attacks: [...noise, ...evidence.attacks] })).toEqual(judge(id, evidence));
  });
});

describe("claim 1", () => {
  test("is refuted by examples that stay near the manifold, while the control passes", () => {
    const verdict = judge("1", scaled(world("1"), "adversarial", 0.5));
    expect(verdict.outcome).toBe("refuted");
    expect(verdict.reason).toMatch(/below 0\.7/u);
  });

  test("is inconclusive whatever else is seen where the control fails or is absent", () => {
    for (const factor of [1, 0.5]) {
      const failing = judge("1", scaled(scaled(world("1"), "adversarial", factor), "control", 5));
      expect(failing).toMatchObject({ outcome: "inconclusive" });
      expect(failing.reason).toMatch(/projection cannot be trusted/u);
    }
    const evidence = world("1");
    const without = { ...evidence, distances: evidence.distances.filter(({ population }) => population !== "control") };
    expect(judge("1", without).reason).toMatch(/the control was not measured/u);
  });

  test("judges no fewer than 200 examples", () => {
    const verdict = claim("1").judge(simulate("1", TRUE, { ...QUICK, projected: 60 }, Random.seeded(1)), SETTING, Random.seeded(2));
    expect(verdict.outcome).toBe("inconclusive");
    expect(verdict.reason).toMatch(/Only 180 .* 200 are needed/u);
  });

  test("reports random noise beside, unjudged", () => {
    const evidence = world("1");
    const noise = evidence.distances
      .filter(({ population }) => population === "adversarial")
      .map((record) => ({ ...record, population: "noise" as const }));
    const verdict = judge("1", { ...evidence, distances: [...evidence.distances, ...noise] });
    expect(verdict.outcome).toBe("supported");
    expect(["noise 1a", "noise 1b", "noise 1c"].map((id) => outcomeOf(verdict, id))).toEqual(["reported", "reported", "reported"]);
    expect(verdict.reason).toMatch(/random noise of the same norm: 0\.97/u);
  });

  test("on an approximate manifold judges 1a' and 1b' alone, and carries its mark", () => {
    const evidence = world("1", { ratio: { leaving: 0.85, back: 0.6, control: 0 } });
    const distances = evidence.distances
      .filter(({ population }) => population !== "control")
      .map((record) => ({ ...record, exact: false, manifold: "knn" }));
    const verdict = judge("1", { ...evidence, distances }, { exact: false });
    expect(verdict.findings.map(({ id }) => id)).toEqual(["1a'", "1b'"]);
    expect(verdict).toMatchObject({ outcome: "supported" });
    expect(verdict.reason).toMatch(/^Approximate manifold: /u);
    expect(judge("1", { ...evidence, distances }).outcome).toBe("inconclusive");
  });
});

describe("claim 2", () => {
  test("is refuted where hardly any such example is found at the smallest N", () => {
    expect(judge("2", world("2", { onManifold: () => 0 })).outcome).toBe("refuted");
  });

  test("is inconclusive between the thresholds", () => {
    const verdict = judge("2", world("2", { onManifold: (_, size) => (size === 250 ? 0.08 : 0.5) }));
    expect(verdict.outcome).toBe("inconclusive");
    expect(verdict.reason).toMatch(/M at N = 250 is .* not lower bound > 0\.1/u);
  });

  test("needs every size and every label kept", () => {
    const evidence = world("2");
    const gap = { ...evidence, attacks: evidence.attacks.filter(({ cell }) => cell.size !== 1000) };
    expect(judge("2", gap).reason).toMatch(/not measured at N = 1000/u);
    expect(judge("2", { ...evidence, invariances: [] }).reason).toMatch(/invariance was not checked/u);
    const broken = { ...evidence, invariances: evidence.invariances.map((record, i) => ({ ...record, invariant: i === 0 ? 99 : 100 })) };
    expect(judge("2", broken)).toMatchObject({ outcome: "inconclusive" });
    expect(outcomeOf(judge("2", broken), "2b")).toBe("failed");
  });

  test("on a learned manifold tolerates 10 % of labels and compares distances", () => {
    const evidence = world("2");
    const invariances = evidence.invariances.map((record) => ({ ...record, invariant: 92 }));
    const regular = simulate("1", TRUE, QUICK, Random.seeded(3)).distances.filter(({ population }) => population === "adversarial");
    const learned = regular.map((record) => ({ ...record, exact: false, manifold: "knn" }));
    const latent = (factor: number): DistanceRecord[] =>
      learned.map((record) => ({ ...record, space: "latent", distance: record.distance.map((distance) => distance * factor) }));
    const judged = (factor: number): Verdict =>
      judge("2", { ...evidence, invariances, distances: [...learned, ...latent(factor)] }, { exact: false });
    expect(judged(0.5).outcome).toBe("supported");
    expect(judged(1).outcome).toBe("inconclusive");
    expect(
      judged(1)
        .findings.filter(({ id }) => id === "2c")
        .map(({ outcome }) => outcome),
    ).toEqual(["failed", "failed"]);
    expect(
      claim("2")
        .needs({ ...SETTING, exact: false })
        .at(-1),
    ).toMatchObject({ sizes: [4000], distances: true, attacks: ["image", "latent"] });
  });
});

describe("claim 3", () => {
  test("is refuted where test error and success have nothing in common, or training harms", () => {
    const opposite = world("3", { onManifold: (_, size) => 0.3 + 0.08 * Math.log(size) });
    expect(judge("3", opposite)).toMatchObject({ outcome: "refuted" });
    const harm = world("3", { error: (strategy, size) => TRUE.error("normal", size) + (strategy === "normal" ? 0 : 0.1) });
    expect(judge("3", harm).reason).toMatch(/raises the test error/u);
  });

  test("pairs errors at the lower half of the sizes, and reports the relative reduction", () => {
    const verdict = judge("3", world("3"));
    const [difference, relative] = verdict.findings.filter(({ id }) => id === "3b");
    // (0.73 − 0.547 + 0.617 − 0.354 + 0.495 − 0.222) / 3 over 3 sizes × 2 pairs.
    expect(difference).toMatchObject({ n: 6 });
    expect(difference?.estimate).toBeCloseTo(0.24, 2);
    expect(relative?.estimate).toBeCloseTo(0.24 / 0.614, 1);
  });

  test("needs four sizes of three models, on-manifold training, and a fall with N", () => {
    const evidence = world("3");
    const few = { ...evidence, attacks: evidence.attacks.filter(({ cell }) => cell.model < 2) };
    expect(judge("3", few).reason).toMatch(/needs 4 sizes of 3 models/u);
    const untrained = { ...evidence, models: evidence.models.filter(({ cell }) => cell.strategy === "normal") };
    expect(judge("3", untrained).reason).toMatch(/On-manifold training was not measured/u);
  });

  test("reports adversarial against random transformations where both ran", () => {
    const evidence = world("3");
    const as = (strategy: string, from: string) =>
      evidence.models.filter(({ cell }) => cell.strategy === from).map((model) => ({ ...model, cell: { ...model.cell, strategy } }));
    const models = [...evidence.models, ...as("random-transformations", "normal"), ...as("adversarial-transformations", "on-manifold")];
    const finding = judge("3", { ...evidence, models }).findings.find(({ id }) => id === "3d");
    expect(finding).toMatchObject({ outcome: "reported" });
    expect(finding?.estimate).toBeGreaterThan(0.2);
  });
});

describe("claim 4", () => {
  test("is refuted where success rises with N, or the smallest ε falls", () => {
    const rising = world("4", { regular: (_, size) => 0.4 + 0.07 * Math.log(size / 250) * 2 });
    expect(judge("4", rising)).toMatchObject({ outcome: "refuted" });
    const weaker = world("4", { regular: () => 1, radius: (_, size) => (size === 250 ? 0.15 : 0.05) });
    expect(judge("4", weaker).outcome).toBe("refuted");
  });

  test("tests nothing where the error does not fall", () => {
    const flat = judge("4", world("4", { error: () => 0.5 }));
    expect(flat.outcome).toBe("inconclusive");
    expect(flat.reason).toMatch(/nothing was tested/u);
  });

  test("judges nothing over other sizes than those planned", () => {
    const evidence = world("4");
    const partial = { ...evidence, attacks: evidence.attacks.filter(({ cell }) => cell.size !== 4000) };
    expect(judge("4", partial)).toMatchObject({ outcome: "inconclusive" });
    expect(judge("4", partial).reason).toMatch(/normal: .*not measured at the smallest and the largest N/u);
  });

  test("leaves 4a unjudged where R is saturated", () => {
    const verdict = judge("4", world("4", { regular: () => 1 }));
    expect(verdict.findings.filter(({ id }) => id === "4a").every(({ outcome }) => outcome === "reported")).toBe(true);
    expect(verdict.reason).toMatch(/saturated/u);
  });

  test("measures the median smallest ε between the radii of the sweep", () => {
    const evidence = world("4", { regular: () => 1 });
    const attacks = evidence.attacks.map((record) => {
      // Of 100 images 20 fall at 0.05 and 60 at 0.1, so half of them by 0.05 + 0.05 · 30 / 60; at large N 10 and 50, by 0.05 + 0.05 · 40 / 50.
      const [first, second] = record.cell.size === 250 ? [20, 80] : [10, 60];
      const radii = record.correct.map((_, i) => i % 100).map((place) => (place < first ? 1 : place < second ? 2 : 3));
      const whole = record.correct.slice(0, 100);
      return { ...record, correct: whole, smallestRadius: Float32Array.from(radii.slice(0, 100), (step) => 0.05 * step) };
    });
    const [change, share] = judge("4", { ...evidence, attacks }).findings.filter(
      ({ id, quantity }) => id === "4b" && quantity.includes("normal"),
    );
    expect(change?.estimate).toBeCloseTo(0.09 - 0.075, 6);
    expect(share?.estimate).toBeCloseTo(0.09 / 0.075, 6);
  });

  test("finds the fall of medians below the smallest radius that the paper's sweep would have", () => {
    const halved = judge("4", world("4", { regular: () => 1, radius: (_, size) => (size === 250 ? 0.02 : 0.004) }));
    expect(halved).toMatchObject({ outcome: "inconclusive" });
    expect(halved.reason).toMatch(/4b is not met \(lower bound ≥ 0\.5\)/u);
  });

  test("scales the radii of another norm to 0.3", () => {
    const evidence = world("4");
    const attacks = evidence.attacks.map((record) => ({
      ...record,
      radius: 1.5,
      smallestRadius: (record.smallestRadius as Float32Array).map((radius) => 5 * radius),
    }));
    const values = (all: Evidence): number[] =>
      judge("4", all)
        .findings.filter(({ id }) => id === "4b")
        .map(({ estimate }) => estimate);
    expect(values({ ...evidence, attacks })).toEqual(values(evidence));
  });

  test("reports regular adversarial training as the contrast, and needs no sweep of it", () => {
    const evidence = world("4", { regular: (strategy, size) => (strategy === "normal" ? 0.9 : 0.9 - 0.1 * Math.log(size / 250)) });
    const contrast = evidence.attacks
      .filter(({ cell }) => cell.strategy === "on-manifold")
      .map((record) => ({ ...record, cell: { ...record.cell, strategy: "regular-adversarial" } }));
    const finding = judge("4", { ...evidence, attacks: [...evidence.attacks, ...contrast] }).findings.find(({ id }) => id === "4d");
    expect(finding).toMatchObject({ outcome: "reported" });
    expect(finding?.estimate).toBeLessThan(-0.1);
    const needs = claim("4").needs(SETTING);
    expect(needs.filter(({ sweep }) => sweep).map(({ strategy, sizes }) => [strategy, sizes])).toEqual([
      ["normal", [250, 4000]],
      ["on-manifold", [250, 2000]],
    ]);
  });
});

test("rates are averages over restarts in the protocol reference", () => {
  const evidence = world("2");
  const attacks = evidence.attacks.map((record) => ({
    ...record,
    restarts: 2,
    success: Uint8Array.from([...record.success, ...record.success.map(() => 0)]),
  }));
  const first = (verdict: Verdict): number => verdict.findings[0]?.estimate as number;
  const worst = first(judge("2", { ...evidence, attacks }));
  expect(worst).toBe(first(judge("2", evidence)));
  expect(first(judge("2", { ...evidence, attacks }, { protocol: "reference" }))).toBeCloseTo(worst / 2, 12);
});
