import { testClaim } from "@disentangle/conformance";
import { verdictWords, type AttackRecord, type Evidence, type Need, type SweepRecord, type Verdict } from "@disentangle/core";
import { describe, expect, test } from "vitest";
import { QUICK } from "../tools/simulate.ts";
import { claim, copied, found, judge, LEARNED, learned, scaled, SETTING, TRUE, without, world } from "./worlds.ts";

const NOTHING: Evidence = { models: [], attacks: [], sweeps: [], distances: [], labels: [], lessons: [] };

const relabelled = <T extends { readonly cell: Evidence["models"][number]["cell"] }>(rows: readonly T[], from: string, to: string): T[] =>
  rows.filter(({ cell }) => cell.strategy === from).map((row) => ({ ...row, cell: { ...row.cell, strategy: to } }));

describe.each(["1", "2", "3", "4"])("claim %s", (id) => {
  test("is supported where it is true, with numbers in its reason", () => {
    const verdict = judge(id, world(id));
    expect(verdict).toMatchObject({ claim: id, outcome: "supported" });
    expect(verdict.reason).toMatch(/\d\.\d/u);
    expect(verdict.reason).not.toMatch(/approximate/iu);
    expect(verdict.findings.every(({ outcome }) => outcome !== "failed")).toBe(true);
    expect(verdict.findings.every(({ condition, outcome }) => (condition === undefined) === (outcome === "reported"))).toBe(true);
  });

  testClaim(`claim ${id}`, { claim: claim(id), evidence: world(id), setting: SETTING });
  testClaim(`claim ${id} on a learned manifold`, { claim: claim(id), evidence: learned(id), setting: LEARNED });

  test("says what more would help where evidence is missing, apart from what was measured", () => {
    const verdict = judge(id, NOTHING);
    expect(verdict.findings).toEqual([]);
    expect(verdict.reason).toMatch(/measured/u);
    expect(verdict.reason).not.toMatch(/standard/u);
    expect(verdict.lacking).toEqual({ mend: "The profile standard can give a verdict." });
    expect(verdictWords(verdict)).toBe(`${verdict.reason} The profile standard can give a verdict.`);
    const { larger: _, ...largest } = SETTING;
    expect(judge(id, NOTHING, largest).lacking).toEqual({ mend: "Raise the number of models or images." });
  });

  test("does not depend on other attacks in the evidence", () => {
    const evidence = world(id);
    const noise = evidence.attacks.map((record) => ({ ...record, attack: "other", success: record.success.map(() => 0) }));
    const told = (verdict: Verdict): string => JSON.stringify(verdict);
    expect(told(judge(id, { ...evidence, attacks: [...noise, ...evidence.attacks] }))).toBe(told(judge(id, evidence)));
  });
});

test.each(["1", "2", "3"])(
  "claim %s on a learned manifold is supported where it is true, and says that the manifold is approximate",
  (id) => {
    const verdict = judge(id, learned(id), LEARNED);
    expect(verdict.outcome).toBe("supported");
    expect(verdict.reason).toMatch(/^Approximate manifold\. /u);
  },
);

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
    expect(judge("1", without(world("1"), "control")).reason).toMatch(/the control was not measured/u);
    expect(judge("1", scaled(learned("1"), "control", 2), LEARNED).reason).toMatch(/index of simulated is too thin/u);
    expect(judge("1", without(learned("1"), "control"), LEARNED).outcome).toBe("inconclusive");
  });

  test("judges no fewer than 200 examples", () => {
    const verdict = judge("1", world("1", {}, { ...QUICK, attacked: 90 }));
    expect(verdict.outcome).toBe("inconclusive");
    expect(verdict.reason).toMatch(/Only 1\d\d .* 200 are needed/u);
  });

  test("reports random noise beside, unjudged", () => {
    const verdict = judge("1", copied(world("1"), "adversarial", "noise"));
    expect(verdict.outcome).toBe("supported");
    expect(verdict.findings.filter(({ id }) => id === "noise").map(({ outcome }) => outcome)).toEqual(["reported", "reported", "reported"]);
    expect(verdict.reason).toMatch(/random noise of the same norm: 0\.97/u);
  });

  test("on an approximate manifold judges 1a', 1b' and the control, and reports noise, on-manifold moves and residuals", () => {
    const evidence = copied(learned("1"), "adversarial", "noise");
    const distances = evidence.distances.map((record) => ({ ...record, residual: record.distance.map((distance) => 2 * distance) }));
    const verdict = judge("1", { ...evidence, distances }, LEARNED);
    expect(verdict).toMatchObject({ outcome: "supported" });
    expect(verdict.findings.filter(({ condition }) => condition !== undefined).map(({ id }) => id)).toEqual(["1a'", "1b'", "control"]);
    const reported = verdict.findings
      .filter(({ condition }) => condition === undefined)
      .map(({ id, estimate }) => [id, estimate.toFixed(1)]);
    expect(reported).toEqual([
      ["noise", "0.9"],
      ["noise", "1.0"],
      ["on-manifold", "0.5"],
      ["residual", "1.9"],
      ["residual", "1.9"],
      ["residual", "0.0"],
    ]);
  });

  test("1b' compares shares of moves, whatever their length", () => {
    const shrunk = scaled(learned("1"), "shrunk", 40);
    // Perturbations forty times as long: o stays as it was.
    const longer = shrunk.distances.map((record) =>
      record.population === "shrunk" ? { ...record, perturbation: record.perturbation.map((norm) => 40 * norm) } : record,
    );
    expect(found(judge("1", { ...shrunk, distances: longer }, LEARNED), "1b'")?.estimate).toBe(1);
    expect(found(judge("1", scaled(learned("1"), "shrunk", 400), LEARNED), "1b'")?.estimate).toBeLessThan(0.9);
  });

  test("looks at distances to the run's ruler alone", () => {
    const other = world("1").distances.map((record) => ({ ...record, ruler: "other" }));
    expect(judge("1", { ...world("1"), distances: other }).reason).toMatch(/No distances/u);
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
    expect(verdict.lacking).toBeUndefined();
  });

  test("needs every size and every label kept", () => {
    const evidence = world("2");
    const gap = { ...evidence, attacks: evidence.attacks.filter(({ cell }) => cell.size !== 1000) };
    expect(judge("2", gap).reason).toMatch(/not measured at N = 1000/u);
    expect(judge("2", { ...evidence, labels: [] }).reason).toMatch(/keep their label was not checked/u);
    const broken = { ...evidence, labels: evidence.labels.map((record, i) => ({ ...record, kept: record.total - (i === 0 ? 1 : 0) })) };
    expect(judge("2", broken)).toMatchObject({ outcome: "inconclusive" });
    expect(found(judge("2", broken), "2b")?.outcome).toBe("failed");
  });

  test("on a learned manifold reports how many examples cannot be told, and judges the others", () => {
    const evidence = learned("2");
    const left = evidence.labels.map((record) => ({ ...record, total: 80, kept: 76, leftOut: 20 }));
    const verdict = judge("2", { ...evidence, labels: left }, LEARNED);
    expect(verdict.outcome).toBe("supported");
    expect(found(verdict, "2b'", "keep their label")).toMatchObject({ estimate: 0.95, outcome: "met" });
    expect(found(verdict, "2b'", "left out")).toMatchObject({ estimate: 0.2, outcome: "reported" });
    const none = evidence.labels.map((record) => ({ ...record, total: 0, kept: 0, leftOut: 20 }));
    expect(judge("2", { ...evidence, labels: none }, LEARNED).reason).toMatch(/No example could be told/u);
  });

  test("needs on-manifold moves compared on a learned manifold", () => {
    const evidence = learned("2");
    const regular = { ...evidence, distances: evidence.distances.filter(({ space }) => space === "image") };
    expect(judge("2", regular, LEARNED).reason).toMatch(/were not compared/u);
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

  test("judges as much where only the number of errors is known", () => {
    const evidence = world("3");
    const counts = evidence.models.map(({ wrong, ...model }) => ({ ...model, errors: wrong?.reduce((sum, flag) => sum + flag, 0) ?? 0 }));
    const verdict = judge("3", { ...evidence, models: counts });
    expect(verdict.outcome).toBe("supported");
    expect(found(verdict, "3b")?.estimate).toBeCloseTo(found(judge("3", evidence), "3b")?.estimate as number, 12);
  });

  test("needs four sizes of three models, on-manifold training, and a fall with N", () => {
    const evidence = world("3");
    const few = { ...evidence, attacks: evidence.attacks.filter(({ cell }) => cell.model < 2) };
    expect(judge("3", few).reason).toMatch(/needs 4 sizes of 3 models/u);
    const untrained = { ...evidence, models: evidence.models.filter(({ cell }) => cell.strategy === "normal") };
    expect(judge("3", untrained).reason).toMatch(/On-manifold training was not measured/u);
  });

  test("on a learned manifold compares with training on that one", () => {
    const evidence = learned("3");
    const other = evidence.models.map((model) =>
      model.cell.strategy === "normal" ? model : { ...model, cell: { ...model.cell, strategy: "on-manifold" } },
    );
    expect(judge("3", { ...evidence, models: other }, LEARNED).reason).toMatch(/On-manifold training was not measured/u);
  });

  test("reports adversarial against random transformations where both ran", () => {
    const evidence = world("3");
    const random = relabelled(evidence.models, "normal", "random-transformations");
    const adversarial = relabelled(evidence.models, "on-manifold", "adversarial-transformations");
    const finding = found(judge("3", { ...evidence, models: [...evidence.models, ...random, ...adversarial] }), "3d");
    expect(finding).toMatchObject({ outcome: "reported" });
    expect(finding?.estimate).toBeGreaterThan(0.2);
  });

  test("reports M of on-manifold against normal training where both were attacked, paired by size and repetition", () => {
    const evidence = world("3");
    const trained = relabelled(evidence.attacks, "normal", "on-manifold")
      .filter(({ cell }) => cell.size <= 1000)
      .map((record): AttackRecord => ({ ...record, success: record.success.map((flag, row) => (row % 2 === 0 ? 0 : flag)) }));
    const finding = found(judge("3", { ...evidence, attacks: [...evidence.attacks, ...trained] }), "3e");
    expect(finding).toMatchObject({ outcome: "reported", n: 9 });
    expect(finding?.estimate).toBeCloseTo(0.375, 1);
    expect(found(judge("3", evidence), "3e")).toBeUndefined();
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
    expect(flat.lacking).toBeUndefined();
  });

  test("judges nothing over other sizes than those planned", () => {
    const evidence = world("4");
    const partial = judge("4", { ...evidence, attacks: evidence.attacks.filter(({ cell }) => cell.size !== 4000) });
    expect(partial).toMatchObject({ outcome: "inconclusive" });
    expect(partial.reason).toMatch(/normal: .*not measured at the smallest and the largest N/u);
  });

  test("needs the sweeps of both ends", () => {
    const evidence = world("4");
    const verdict = judge("4", { ...evidence, sweeps: evidence.sweeps.filter(({ cell }) => cell.size !== 4000) });
    expect(verdict).toMatchObject({ outcome: "inconclusive", lacking: { mend: "The profile standard can give a verdict." } });
    expect(verdict.reason).toMatch(/smallest ε was not measured/u);
  });

  test("leaves 4a unjudged where R is saturated", () => {
    const verdict = judge("4", world("4", { regular: () => 1 }));
    expect(verdict.findings.filter(({ id }) => id === "4a").every(({ outcome }) => outcome === "reported")).toBe(true);
    expect(verdict.reason).toMatch(/saturated/u);
  });

  test("measures the median smallest ε between the radii of the sweep, whichever these are", () => {
    const evidence = world("4", { regular: () => 1 });
    const sweeps = evidence.sweeps.map((record): SweepRecord => {
      // Of 100 images 20 fall at 0.05 and 60 at 0.1, so half of them by 0.05 + 0.05 · 30 / 60; at large N 10
      // and 50, by 0.05 + 0.05 · 40 / 50.
      const [first, second] = record.cell.size === 250 ? [20, 80] : [10, 60];
      const samples = Int32Array.from({ length: 100 }, (_, i) => i);
      const smallest = Float32Array.from(samples, (place) => 0.05 * (place < first ? 1 : place < second ? 2 : 3));
      return { ...record, fractions: [1 / 6, 1 / 3, 1 / 2, 1], samples, correct: new Uint8Array(100).fill(1), smallest };
    });
    const findings = judge("4", { ...evidence, sweeps }).findings.filter(({ id, quantity }) => id === "4b" && quantity.includes("normal"));
    expect(findings[0]?.estimate).toBeCloseTo(0.09 - 0.075, 6);
    expect(findings[1]?.estimate).toBeCloseTo(0.09 / 0.075, 6);
  });

  test("does not compare sweeps of different radii", () => {
    const evidence = world("4");
    const sweeps = evidence.sweeps.map((record) => (record.cell.size === 4000 ? { ...record, fractions: [0.5, 1] } : record));
    expect(judge("4", { ...evidence, sweeps }).reason).toMatch(/normal: the smallest ε was not measured/u);
  });

  test("finds the fall of medians below the smallest radius that the paper's sweep would have", () => {
    const halved = judge("4", world("4", { regular: () => 1, radius: (_, size) => (size === 250 ? 0.02 : 0.004) }));
    expect(halved).toMatchObject({ outcome: "inconclusive" });
    expect(halved.reason).toMatch(/4b is not met \(lower bound ≥ 0\.5\)/u);
  });

  test("scales the radii of another norm to 0.3", () => {
    const evidence = world("4");
    const sweeps = evidence.sweeps.map((record) => ({ ...record, radius: 1.5, smallest: record.smallest.map((radius) => 5 * radius) }));
    const values = (all: Evidence): number[] =>
      judge("4", all)
        .findings.filter(({ id }) => id === "4b")
        .map(({ estimate }) => estimate);
    expect(values({ ...evidence, sweeps })).toEqual(values(evidence));
  });

  test("reports regular adversarial training as the contrast, whatever its name, and needs no sweep of it", () => {
    const evidence = world("4", { regular: (strategy, size) => (strategy === "normal" ? 0.9 : 0.9 - 0.1 * Math.log(size / 250)) });
    const setting = {
      ...SETTING,
      strategies: ["normal", "mine"],
      trainedOn: { mine: ["image"] },
      strategySizes: { normal: QUICK.sizes, mine: QUICK.others },
      models: { normal: 3, mine: 2 },
    } as const;
    const contrast = relabelled(evidence.attacks, "on-manifold", "mine");
    const finding = found(judge("4", { ...evidence, attacks: [...evidence.attacks, ...contrast] }, setting), "4d");
    expect(finding).toMatchObject({ outcome: "reported" });
    expect(finding?.estimate).toBeLessThan(-0.1);
    const swept = (needs: readonly Need[]) => needs.filter(({ sweep }) => sweep).map(({ strategy, sizes }) => [strategy, sizes]);
    expect(swept(claim("4").needs(setting) as readonly Need[])).toEqual([["normal", [250, 4000]]]);
    expect(swept(claim("4").needs(SETTING) as readonly Need[])).toEqual([
      ["normal", [250, 4000]],
      ["on-manifold", [250, 2000]],
    ]);
  });
});

test("rates are averages over restarts where the setting says so", () => {
  const evidence = world("2");
  const attacks = evidence.attacks.map((record) => ({
    ...record,
    restarts: 2,
    success: Uint8Array.from([...record.success, ...record.success.map(() => 0)]),
  }));
  const first = (verdict: Verdict): number => verdict.findings[0]?.estimate as number;
  const worst = first(judge("2", { ...evidence, attacks }));
  expect(worst).toBe(first(judge("2", evidence)));
  expect(first(judge("2", { ...evidence, attacks }, { ...SETTING, combine: "average" }))).toBeCloseTo(worst / 2, 12);
});
