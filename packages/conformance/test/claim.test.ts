import { above, isOutOfReach, type Claim, type Evidence, type ModelRecord, type Need, type Setting, type Verdict } from "@disentangle/core";
import { describe, expect, test } from "vitest";
import { claimLaws, testClaim } from "../src/index.ts";

const setting: Setting = {
  profile: "quick",
  evidence: true,
  protocol: "paper",
  combine: "worst-case",
  dataset: "toy",
  architecture: "cnn",
  strategies: ["normal"],
  trainedOn: {},
  sizes: [100, 200],
  strategySizes: {},
  models: { normal: 1 },
  attacked: { image: 10, latent: 10, transformation: 10 },
  attack: "still",
  latent: { space: "latent/toy", exact: true },
  otherLatent: [],
  ruler: { id: "toy", exact: true },
};

const model = (size: number, errors: number): ModelRecord => ({
  cell: { dataset: "toy", architecture: "cnn", strategy: "normal", size, model: 0 },
  errors,
  total: 100,
  losses: [],
  seconds: 0,
});

/** Anew for every use, as a mutant writes to it. */
const evidence = (): Evidence => ({
  models: [model(100, 40), model(200, 10)],
  attacks: [],
  sweeps: [],
  distances: [],
  labels: [],
  lessons: [],
});

/** More images give fewer errors. */
const sound: Claim = {
  id: "more",
  statement: "More images give fewer errors.",
  needs: ({ strategies, sizes, latent, ruler }) =>
    strategies.includes("normal")
      ? [
          {
            strategy: "normal",
            sizes,
            attacks: latent ? ["image", latent.space] : ["image"],
            ...(ruler && { distances: ["image"] }),
            ...(latent && { labels: [latent.space] }),
          },
        ]
      : { why: "Nothing is trained normally.", mend: "Add the strategy normal." },
  judge({ models }) {
    const [few, many] = models.toSorted((a, b) => a.cell.size - b.cell.size);
    const { id: claim, statement } = sound;
    if (few === undefined || many === undefined)
      return { claim, statement, outcome: "inconclusive", reason: "Too few models.", findings: [] };
    const estimate = few.errors - many.errors;
    const interval = [estimate - 5, estimate + 5] as const;
    const finding = {
      id: "a",
      quantity: "fall",
      estimate,
      interval,
      condition: above(5),
      outcome: estimate > 5 ? "met" : "failed",
      n: 2,
    } as const;
    return { claim, statement, outcome: estimate > 5 ? "supported" : "refuted", reason: `It falls by ${estimate}.`, findings: [finding] };
  },
};

testClaim("a sound claim", { claim: sound, evidence: evidence(), setting });

/** The claim with what it needs changed. */
const needing = (change: (need: Need, asked: Setting) => Partial<Need>): Claim => ({
  ...sound,
  needs: (asked) => {
    const answer = sound.needs(asked);
    return isOutOfReach(answer) ? answer : answer.map((need) => ({ ...need, ...change(need, asked) }));
  },
});

const judging = (change: (verdict: Verdict, given: Evidence) => Partial<Verdict>): Claim => ({
  ...sound,
  judge: (...call) => {
    const verdict = sound.judge(...call);
    return { ...verdict, ...change(verdict, call[0]) };
  },
});

let judgements = 0;

const mutants: readonly { readonly breaks: string; readonly by: string; readonly claim: Claim }[] = [
  {
    breaks: "but what the setting trains",
    by: "asking for a size that is not trained",
    claim: needing(() => ({ sizes: [300] })),
  },
  {
    breaks: "no space, ruler or label",
    by: "attacking codes there are none of",
    claim: needing(() => ({ attacks: ["image", "latent/toy"] })),
  },
  { breaks: "no space, ruler or label", by: "measuring without a ruler", claim: needing(() => ({ distances: ["image"] })) },
  { breaks: "no space, ruler or label", by: "measuring what is not attacked", claim: needing(() => ({ attacks: [] })) },
  { breaks: "no space, ruler or label", by: "checking labels of images", claim: needing(() => ({ labels: ["image"] })) },
  {
    breaks: "where nothing is trained",
    by: "asking whatever is trained",
    claim: { ...sound, needs: ({ sizes }) => [{ strategy: "normal", sizes, attacks: [] }] },
  },
  {
    breaks: "where nothing is trained",
    by: "not saying what to change",
    claim: { ...sound, needs: (asked) => (asked.strategies.length > 0 ? sound.needs(asked) : { why: "Nothing is trained.", mend: "" }) },
  },
  { breaks: "names itself", by: "judging under another name", claim: judging(() => ({ claim: "less" })) },
  {
    breaks: "without evidence",
    by: "taking no evidence for support",
    claim: judging(({ outcome }) => ({ outcome: outcome === "inconclusive" ? "supported" : outcome })),
  },
  {
    breaks: "hold their estimates",
    by: "an interval beside the estimate",
    claim: judging(({ findings }) => ({ findings: findings.map((finding) => ({ ...finding, interval: [90, 91] as const })) })),
  },
  { breaks: "same evidence", by: "counting its judgements", claim: judging(() => ({ reason: `Judgement ${judgements++}.` })) },
  {
    breaks: "same evidence",
    by: "sorting the evidence in place",
    claim: judging((_, { models }) => {
      (models as ModelRecord[]).sort((a, b) => b.cell.size - a.cell.size);
      return {};
    }),
  },
  {
    breaks: "order of the evidence",
    by: "trusting the order",
    claim: judging((_, { models }) => ({ reason: `First: ${models[0]?.cell.size}.` })),
  },
];

describe("a broken claim is caught", () => {
  test.each(mutants)("$by", async ({ breaks, claim }) => {
    const laws = claimLaws.filter(({ promise }) => promise.includes(breaks));
    expect(laws).toHaveLength(1);
    await expect(laws[0]?.check({ claim, evidence: evidence(), setting })).rejects.toThrow(/instead|outside|It |Without|Two|Judging/u);
  });

  test("and every law catches one", () => {
    for (const { promise } of claimLaws) expect(mutants.some(({ breaks }) => promise.includes(breaks))).toBe(true);
  });
});
