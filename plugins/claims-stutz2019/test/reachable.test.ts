import { isOutOfReach, Random, type Need, type Setting } from "@disentangle/core";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CLAIMS, claim, SETTING } from "./worlds.ts";
import { perfectEvidence } from "./perfect-evidence.ts";

const OTHERS = ["regular-adversarial", "on-manifold", "on-manifold/toy", "random-transformations", "adversarial-transformations"];
const QUICK_SIZES = [250, 500, 1000, 2000, 4000];

/** Every shape of a run: which manifolds it has, which strategies, how many sizes, models and images. */
const shapes = fc.record({
  latent: fc.constantFrom("exact", "learned", "none"),
  ruler: fc.constantFrom("exact", "approximate", "none"),
  others: fc.oneof(fc.constant(["on-manifold", "on-manifold/toy"]), fc.subarray(OTHERS)),
  normal: fc.constantFrom(true, true, true, false),
  // Those of `smoke`, `quick`, one size alone, and any other.
  sizes: fc.oneof(fc.constantFrom(QUICK_SIZES, QUICK_SIZES, [250, 500], [1000]), fc.subarray(QUICK_SIZES, { minLength: 1 })),
  largestOther: fc.constantFrom(Infinity, 2000, 250, 50),
  models: fc.constantFrom(3, 5, 2),
  attacked: fc.constantFrom(400, 500, 200, 90, 30),
  evidence: fc.constantFrom(true, true, false),
});

type Shape = typeof shapes extends fc.Arbitrary<infer T> ? T : never;

function settingOf({ latent, ruler, others, normal, sizes, largestOther, models, attacked, evidence }: Shape): Setting {
  const strategies = [...(normal ? ["normal"] : []), ...others];
  const { latent: _, ruler: __, ...rest } = SETTING;
  return {
    ...rest,
    evidence,
    strategies,
    trainedOn: { "regular-adversarial": ["image"], "on-manifold": ["latent/toy"], "on-manifold/toy": ["latent/toy"] },
    sizes,
    strategySizes: Object.fromEntries(strategies.map((id) => [id, id === "normal" ? sizes : sizes.filter((size) => size <= largestOther)])),
    models: Object.fromEntries(strategies.map((id) => [id, id === "normal" ? models : 2])),
    attacked: { image: attacked, latent: attacked, transformation: attacked },
    ...(latent !== "none" && { latent: { space: "latent/toy", exact: latent === "exact" } }),
    ...(ruler !== "none" && { ruler: { id: "toy", exact: ruler === "exact" } }),
  };
}

describe.each(CLAIMS.map(({ id }) => id))("claim %s", (id) => {
  test("is decided by perfect evidence of the shape it needs, or says beforehand what is in the way", () => {
    let decided = 0;
    const property = fc.property(shapes, (shape) => {
      const setting = settingOf(shape);
      const needs = claim(id).needs(setting);
      if (isOutOfReach(needs)) {
        expect([needs.why, needs.mend].every((words) => words.length > 20)).toBe(true);
        return;
      }
      expect(needs.length).toBeGreaterThan(0);
      const verdict = claim(id).judge(perfectEvidence(setting, needs), setting, Random.seeded(1));
      if (!setting.evidence) return;
      expect({ outcome: verdict.outcome, reason: verdict.reason }).toMatchObject({ outcome: "supported" });
      expect(verdict.lacking).toBeUndefined();
      decided++;
    });
    fc.assert(property, { numRuns: 100, seed: 1 });
    expect(decided).toBeGreaterThan(3);
  });

  test("judges nothing it did not ask for: without any one of its needs' spaces it is not supported", () => {
    const setting = settingOf({ ...FULL, latent: "learned", ruler: "approximate" });
    const needs = claim(id).needs(setting) as readonly Need[];
    const whole = perfectEvidence(setting, needs);
    expect(claim(id).judge(whole, setting, Random.seeded(1)).outcome).toBe("supported");
    for (const kind of ["attacks", "distances", "sweeps", "labels", "models"] as const) {
      if (whole[kind].length === 0) continue;
      // Claim 1 looks at what was measured of adversarial examples alone, claim 2 at no test error.
      if (kind === "models" && (id === "1" || id === "2")) continue;
      if (kind === "attacks" && id === "1") continue;
      const { outcome, lacking } = claim(id).judge({ ...whole, [kind]: [] }, setting, Random.seeded(1));
      expect({ kind, outcome, lacking: lacking !== undefined }).toEqual({ kind, outcome: "inconclusive", lacking: true });
    }
  });
});

const FULL: Shape = {
  latent: "exact",
  ruler: "exact",
  others: ["on-manifold", "on-manifold/toy"],
  normal: true,
  sizes: QUICK_SIZES,
  largestOther: Infinity,
  models: 3,
  attacked: 400,
  evidence: true,
};

describe("claims say beforehand", () => {
  const answer = (id: string, changed: Partial<Shape>) => claim(id).needs(settingOf({ ...FULL, ...changed }));

  test.each<[id: string, what: string, changed: Partial<Shape>, mend: RegExp]>([
    ["1", "that normal training is missing", { normal: false }, /--strategy normal,on-manifold/u],
    ["1", "that there is nothing to measure by", { ruler: "none" }, /--ruler/u],
    ["1", "that too few images are attacked", { attacked: 200 }, /Attack 381 images at least \(--attacked\)/u],
    ["2", "that no manifold has codes", { latent: "none" }, /--manifold/u],
    ["2", "that a learned manifold needs a ruler", { latent: "learned", ruler: "none" }, /--ruler/u],
    ["3", "that no manifold has codes", { latent: "none" }, /--manifold/u],
    ["3", "that training on this manifold is missing", { latent: "learned", others: ["on-manifold"] }, /on-manifold\/toy/u],
    ["3", "that sizes are missing", { sizes: [100, 200, 400] }, /4 --sizes/u],
    ["3", "that models are missing", { models: 2 }, /--models 3/u],
    ["3", "that both were never trained on as few images", { largestOther: 50 }, /smaller --sizes/u],
    ["4", "that there is one size alone", { sizes: [400] }, /two --sizes/u],
    ["4", "that a strategy is trained at one size alone", { largestOther: 250 }, /leave it out/u],
  ])("claim %s: %s", (id, _, changed, mend) => {
    const needs = answer(id, changed);
    expect(isOutOfReach(needs) && needs.mend).toMatch(mend);
  });

  test("and those whose verdicts are no evidence are held to strategies and spaces alone", () => {
    const small: Partial<Shape> = { evidence: false, others: [], sizes: [100, 200], attacked: 30 };
    for (const id of ["1", "2", "3", "4"]) expect(isOutOfReach(answer(id, small))).toBe(false);
    expect(isOutOfReach(answer("2", { ...small, latent: "none" }))).toBe(true);
  });

  test("and claim 2 that labels cannot be told where one network serves all classes", () => {
    const setting = settingOf({ ...FULL, latent: "learned" });
    const needs = claim("2").needs({ ...setting, latent: { space: "latent/toy", exact: false, tellsLabels: false } });
    expect(isOutOfReach(needs) && needs.mend).toMatch(/--manifold vae-gan/u);
  });

  test.each([
    ["exact", ["on-manifold-l2"], "on-manifold-l2"],
    ["learned", ["on-manifold-l2", "on-manifold-l2/toy"], "on-manifold-l2/toy"],
    ["learned", ["on-manifold-l2/toy", "on-manifold/toy"], "on-manifold/toy"],
  ] as const)("and claim 3 judges the L2 form of on-manifold training where that alone is trained (%s, %j)", (latent, others, judged) => {
    const needs = answer("3", { latent, others: [...others] }) as readonly Need[];
    expect(needs.map(({ strategy }) => strategy)).toEqual(["normal", judged]);
  });

  test("and claim 4 needs no manifold", () => {
    expect(isOutOfReach(answer("4", { latent: "none", ruler: "none" }))).toBe(false);
  });

  test("and claim 2 on the true manifold needs no distances, on a learned one those of both spaces at the largest N", () => {
    expect(answer("2", {})).toEqual([{ strategy: "normal", sizes: FULL.sizes, attacks: ["latent/toy"], labels: ["latent/toy"] }]);
    expect((answer("2", { latent: "learned" }) as readonly Need[]).at(-1)).toMatchObject({
      sizes: [4000],
      attacks: ["image", "latent/toy"],
      distances: ["image", "latent/toy"],
    });
  });
});
