import type { AttackRecord, Evidence, Setting, Verdict } from "@disentangle/core";
import { Random } from "@disentangle/core";
import { bootstrapPositive, holm } from "@disentangle/evaluation/statistics";
import { describe, expect, test } from "vitest";
import { correctedTests } from "../src/family.ts";
import { errorReduction } from "../src/paired-rates.ts";
import { QUICK, type Effort, type World } from "../tools/simulate.ts";
import { judge, LEARNED, learned as learnedWorld, SETTING, found as find, world as trueWorld } from "./worlds.ts";
import { SCENARIOS } from "../tools/scenarios.ts";

// Every threshold of the claims, with evidence so precise that it lies just on one side of it.

const PRECISE: Effort = { ...QUICK, attacked: 16_000, tested: 20_000 };
/** Claim 1 needs no more; its distances are costly. */
const PRECISE_DISTANCES: Effort = { ...QUICK, attacked: 2000 };
/** As the paper has it, models all alike. */
const TRUE: World = { ...(SCENARIOS[0]?.world as World), spread: 0 };
const RANDOM = Random.seeded(2);

const effortOf = (id: string): Effort => (id === "1" ? PRECISE_DISTANCES : PRECISE);

function world(id: string, changed: Partial<World> = {}, effort: Effort = effortOf(id)): Evidence {
  return trueWorld(id, { ...TRUE, ...changed }, effort);
}

function learned(id: string, changed: Partial<World> = {}, effort: Effort = effortOf(id)): Evidence {
  return learnedWorld(id, { spread: 0, ...changed }, effort);
}

function found(verdict: Verdict, id: string, about = ""): NonNullable<ReturnType<typeof find>> {
  return find(verdict, id, about) as NonNullable<ReturnType<typeof find>>;
}

const approximately = (changed: Partial<World["ratio"]>): Partial<World> => ({
  ratio: { leaving: 0.926, back: 1, control: 0.371, along: 0.493, ...changed },
});
const ratio = (changed: Partial<World["ratio"]>): Partial<World> => ({ ratio: { ...TRUE.ratio, ...changed } });

describe("claim 1", () => {
  test.each([
    ["1a", ratio({ leaving: 0.91 }), ratio({ leaving: 0.89 })],
    ["1b", { overlap: 0.005 }, { overlap: 0.012 }],
    ["1c", ratio({ back: 0.33 }), ratio({ back: 0.37 })],
    ["control", ratio({ control: 0.09 }), ratio({ control: 0.11 })],
  ])("%s is met on one side of its threshold and fails on the other", (id, inside, outside) => {
    expect(judge("1", world("1", inside)).outcome).toBe("supported");
    const verdict = judge("1", world("1", outside));
    expect(verdict.outcome).toBe("inconclusive");
    expect(found(verdict, id).outcome).toBe("failed");
  });

  test.each([
    ["1a'", approximately({ leaving: 0.81 }), approximately({ leaving: 0.79 })],
    ["1b'", { overlap: 0.025 }, { overlap: 0.065 }],
    ["control", approximately({ control: 0.59 }), approximately({ control: 0.61 })],
  ])("%s, on an approximate manifold, too", (id, inside, outside) => {
    expect(judge("1", learned("1", inside), LEARNED).outcome).toBe("supported");
    const verdict = judge("1", learned("1", outside), LEARNED);
    expect(verdict.outcome).toBe("inconclusive");
    expect(found(verdict, id).outcome).toBe("failed");
  });

  test("is not refuted on an approximate manifold", () => {
    expect(judge("1", learned("1", approximately({ leaving: 0.5 })), LEARNED).outcome).toBe("inconclusive");
  });

  test("is refuted below a ratio of 0.7 alone", () => {
    expect(judge("1", world("1", ratio({ leaving: 0.69 }))).outcome).toBe("refuted");
    expect(judge("1", world("1", ratio({ leaving: 0.71 }))).outcome).toBe("inconclusive");
  });

  test("perfect separation of few images counts for no more than one outlier among them", () => {
    const few = { ...QUICK, attacked: 300 };
    const lower = (overlap: number): number => found(judge("1", world("1", { overlap }, few)), "1b").interval?.[0] as number;
    expect(lower(0)).toBeLessThan(0.99);
    expect(lower(0.005)).toBeLessThanOrEqual(lower(0));
  });
});

describe("claim 2", () => {
  const success = (smallest: number, others = 0.5): Partial<World> => ({ onManifold: (_, size) => (size === 250 ? smallest : others) });

  test("2a needs more than 0.1 at the smallest N and 0.02 elsewhere", () => {
    expect(judge("2", world("2", success(0.11, 0.03))).outcome).toBe("supported");
    expect(judge("2", world("2", success(0.09))).outcome).toBe("inconclusive");
    expect(judge("2", world("2", success(0.5, 0.018))).outcome).toBe("inconclusive");
  });

  test("is refuted below 0.02 at the smallest N alone", () => {
    expect(judge("2", world("2", success(0.015))).outcome).toBe("refuted");
    expect(judge("2", world("2", success(0.03))).outcome).toBe("inconclusive");
  });

  test("a rate of 1 is known no better than Wilson says", () => {
    const { interval } = found(judge("2", world("2", success(1), QUICK)), "2a", "N = 250");
    expect(interval?.[0]).toBeLessThan(0.9999);
    expect(interval?.[1]).toBe(1);
  });

  test("2b' keeps nine labels of ten, and 2c wants a difference of moves that is large", () => {
    // o is 0.926 ± 0.03 of regular moves: lower by 0.0085 Cliff's delta is −0.16, by 0.02 it is −0.36.
    const judged = (lower: number, kept: number): Verdict => {
      const evidence = learned("2", approximately({ along: 0.926 - lower }), { ...QUICK, attacked: 4000 });
      const labels = evidence.labels.map((record) => ({ ...record, total: 100, kept }));
      return judge("2", { ...evidence, labels }, LEARNED);
    };
    expect(judged(0.02, 90).outcome).toBe("supported");
    expect(found(judged(0.02, 89), "2b'").outcome).toBe("failed");
    expect(found(judged(0.0085, 90), "2c", "Mann-Whitney").outcome).toBe("met");
    expect(found(judged(0.0085, 90), "2c", "Cliff").outcome).toBe("failed");
    expect(found(judged(-0.02, 90), "2c", "Mann-Whitney").outcome).toBe("failed");
  });

  test("2b loses no label of thousands on the true manifold", () => {
    const evidence = world("2", {}, QUICK);
    const labels = evidence.labels.map((record, i) => ({ ...record, total: 1000, kept: i === 0 ? 999 : 1000 }));
    expect(judge("2", { ...evidence, labels: labels.map((record) => ({ ...record, kept: 1000 })) }).outcome).toBe("supported");
    expect(judge("2", { ...evidence, labels }).outcome).toBe("inconclusive");
  });
});

/** The p-value of 3b, uncorrected. */
function gainOf(evidence: Evidence, setting: Setting = SETTING): number {
  const gain = errorReduction(evidence, setting, ["normal", "on-manifold"], RANDOM);
  return 2 * bootstrapPositive((gain as NonNullable<typeof gain>).difference);
}

describe("claim 3", () => {
  /** M that follows E with steps swapped, so that ranks agree in part. */
  const ranks = (order: readonly number[]): Partial<World> => ({
    onManifold: (_, size) => 0.9 - 0.05 * (order[QUICK.sizes.indexOf(size)] as number),
  });

  test("3a is met from a rank correlation of 0.7 on, and refuted below 0.3", () => {
    // Spearman over five sizes of three nearly tied models each: 1 − 6 Σ d² / 120 up to the ties.
    expect(found(judge("3", world("3", ranks([0, 1, 2, 3, 4]))), "3a").outcome).toBe("met");
    const swapped = judge("3", world("3", ranks([1, 0, 2, 4, 3])));
    expect(found(swapped, "3a").interval?.[0]).toBeGreaterThan(0.7);
    const less = judge("3", world("3", ranks([2, 0, 1, 4, 3])));
    expect(found(less, "3a").interval?.[0]).toBeGreaterThan(0.5);
    expect(found(less, "3a").outcome).toBe("failed");
    const little = judge("3", world("3", ranks([2, 3, 0, 4, 1])));
    expect(found(little, "3a").interval?.[1]).toBeLessThan(0.3);
    expect(little.outcome).toBe("refuted");
    const some = judge("3", world("3", ranks([3, 0, 2, 1, 4])));
    expect(found(some, "3a").interval?.[1]).toBeLessThan(0.6);
    expect(some.outcome).toBe("inconclusive");
  });

  test("3c fails where M does not fall", () => {
    const flat = world("3", { onManifold: () => 0.8 });
    expect(found(judge("3", flat), "3c").outcome).toBe("failed");
  });

  test("3b fails by Holm's correction where its interval alone would do", () => {
    const gaps = Array.from({ length: 40 }, (_, i) => 0.002 + 0.0005 * i);
    const near = gaps
      .map((gap) => {
        const error: World["error"] = (strategy, size) => TRUE.error("normal", size) - (strategy === "normal" ? 0 : gap);
        return world("3", { error, onManifold: () => 0.8, spread: 0.004 }, QUICK);
      })
      .find((evidence) => {
        const raw = gainOf(evidence);
        return raw > 0.027 && raw < 0.048;
      }) as Evidence;
    const finding = found(judge("3", near), "3b");
    expect(finding.interval?.[0]).toBeGreaterThan(0);
    expect(finding.outcome).toBe("failed");
  });

  test("its tests are corrected together over all architectures of a run", () => {
    const evidence = world("3", {}, QUICK);
    const tests = (run: Parameters<typeof correctedTests>[0], setting = SETTING) => {
      const { gain, trend } = correctedTests(run, setting, RANDOM);
      return [gain, trend].map((one) => one as NonNullable<typeof one>);
    };
    const corrected = (run: Parameters<typeof correctedTests>[0]): number[] => tests(run).map((one) => one.corrected);
    const alone = { evidence, setting: SETTING };
    const raw = tests([alone]).map(({ p }) => p);
    expect(raw[0]).toBe(gainOf(evidence));
    expect(corrected([alone])).toEqual(holm(raw));
    const other = { evidence: rename(evidence, "other"), setting: { ...SETTING, architecture: "other" } };
    const others = tests([other], other.setting).map(({ p }) => p);
    expect(corrected([alone, other])).toEqual(holm([...raw, ...others]).slice(0, 2));
    expect(corrected([alone, other])[1]).toBeGreaterThan(corrected([alone])[1] as number);
  });
});

function rename(evidence: Evidence, architecture: string): Evidence {
  const renamed = <T extends { readonly cell: Evidence["models"][number]["cell"] }>(rows: readonly T[]): T[] =>
    rows.map((row) => ({ ...row, cell: { ...row.cell, architecture } }));
  return { ...evidence, models: renamed(evidence.models), attacks: renamed(evidence.attacks) };
}

describe("claim 4", () => {
  /** R of on-manifold training from 0.8 on, by so much higher at its largest N. */
  const rise = (by: number): Partial<World> => ({
    regular: (strategy, size) => (strategy === "normal" ? 0.9 : 0.8 + (by * Math.log(size / 250)) / Math.log(8)),
  });
  const radius = (before: number, after: number): Partial<World> => ({
    regular: () => 1,
    radius: (strategy, size) => (strategy === "normal" ? 0.02 : before + ((after - before) * Math.log(size / 250)) / Math.log(8)),
  });

  test("4a allows a rise of R below 0.1, and above it is refuted", () => {
    expect(judge("4", world("4", rise(0.07))).outcome).toBe("supported");
    expect(judge("4", world("4", rise(0.098))).outcome).toBe("inconclusive");
    expect(judge("4", world("4", rise(0.12))).outcome).toBe("refuted");
  });

  test("4a is not met by an interval that allows a large fall and a rise above 0.05", () => {
    // One model of the largest N differs by ever more from the others; smallest radii are left out, which
    // this is not about.
    const evidence = { ...world("4", { regular: () => 0.8 }, { ...QUICK, attacked: 4000 }), sweeps: [] };
    const apart = (by: number): Evidence => ({
      ...evidence,
      attacks: evidence.attacks.map((record): AttackRecord => {
        const away = record.cell.strategy === "normal" && record.cell.size === 4000 && record.cell.model === 0;
        return away ? { ...record, success: record.success.map((success, i) => (i % 1000 < 1000 * by ? 0 : success)) } : record;
      }),
    });
    const wide = Array.from({ length: 30 }, (_, i) => judge("4", apart(0.05 + 0.01 * i))).find((verdict) => {
      const [, lower = 0, upper = 0] =
        /is \[(-?[\d.]+), (-?[\d.]+)\]$/u.exec((found(verdict, "4a", "normal").remark ?? "").replaceAll("−", "-")) ?? [];
      return Number(lower) < -0.1 && Number(upper) > 0.055 && Number(upper) < 0.095;
    });
    expect(found(wide as Verdict, "4a", "normal").outcome).toBe("failed");
  });

  test("4b allows a fall of the median smallest ε by less than 0.02 and to no less than half, and is refuted beyond 0.05", () => {
    expect(judge("4", world("4", radius(0.1, 0.085))).outcome).toBe("supported");
    const fallen = judge("4", world("4", radius(0.12, 0.095)));
    expect([fallen.outcome, found(fallen, "4b", "change of the median smallest ε from the smallest to the largest N (on").outcome]).toEqual(
      ["inconclusive", "failed"],
    );
    expect(judge("4", world("4", radius(0.02, 0.0115))).outcome).toBe("supported");
    const halved = judge("4", world("4", radius(0.02, 0.0085)));
    expect(found(halved, "4b", "share that is left of the median smallest ε from the smallest to the largest N (on").outcome).toBe(
      "failed",
    );
    expect(halved.outcome).toBe("inconclusive");
    expect(judge("4", world("4", radius(0.13, 0.07))).outcome).toBe("refuted");
    expect(judge("4", world("4", radius(0.13, 0.09))).outcome).toBe("inconclusive");
  });

  test("4c needs the error to fall by a quarter", () => {
    const fall = (share: number): Partial<World> => ({
      error: (strategy, size) => 0.5 * (1 - (share * Math.log(size / 250)) / Math.log(strategy === "normal" ? 16 : 8)),
    });
    expect(judge("4", world("4", fall(0.27))).outcome).toBe("supported");
    expect(judge("4", world("4", fall(0.22))).reason).toMatch(/nothing was tested/u);
  });

  test("R is saturated where every model's is above 0.98, not most of them", () => {
    expect(found(judge("4", world("4", { regular: () => 0.985 })), "4a", "normal").outcome).toBe("reported");
    expect(found(judge("4", world("4", { regular: () => 0.975 })), "4a", "normal").outcome).toBe("met");
    const evidence = world("4", { regular: () => 1 });
    const attacks = evidence.attacks.map((record) => {
      const one = record.cell.strategy === "normal" && record.cell.size === 500 && record.cell.model === 0;
      return one ? { ...record, success: record.success.map((success, i) => (i % 20 === 0 ? 0 : success)) } : record;
    });
    expect(found(judge("4", { ...evidence, attacks }), "4a", "normal").outcome).toBe("met");
  });

  test("where every image falls, the change of R is known no better than Newcombe says", () => {
    const [lower = 0, upper = 0] = found(judge("4", world("4", { regular: () => 1 }, QUICK)), "4a", "normal").interval ?? [];
    expect([lower < -0.001, upper > 0.001, lower > -0.02, upper < 0.02]).toEqual([true, true, true, true]);
  });
});
