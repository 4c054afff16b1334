import type { Claim, Evidence, ModelRecord, Setting, Verdict } from "@disentangle/core";
import { describe, expect, test } from "vitest";
import { claimLaws, testClaim } from "../src/index.ts";

const setting: Setting = {
  profile: "quick",
  protocol: "paper",
  dataset: "toy",
  architecture: "cnn",
  strategies: ["normal"],
  sizes: [100, 200],
  attack: "still",
  exact: true,
};

const model = (size: number, errors: number): ModelRecord => ({
  cell: { dataset: "toy", architecture: "cnn", strategy: "normal", size, model: 0 },
  errors,
  total: 100,
  losses: [],
  seconds: 0,
});

/** Anew for every use, as a mutant writes to it. */
const evidence = (): Evidence => ({ models: [model(100, 40), model(200, 10)], attacks: [], distances: [], invariances: [] });

/** More images give fewer errors. */
const sound: Claim = {
  id: "more",
  statement: "More images give fewer errors.",
  needs: ({ strategies, sizes }) =>
    strategies.includes("normal") ? [{ strategy: "normal", sizes, attacks: [], distances: false, sweep: false }] : [],
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
      condition: "> 5",
      outcome: estimate > 5 ? "met" : "failed",
      n: 2,
    } as const;
    return { claim, statement, outcome: estimate > 5 ? "supported" : "refuted", reason: `It falls by ${estimate}.`, findings: [finding] };
  },
};

testClaim("a sound claim", { claim: sound, evidence: evidence(), setting });

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
    claim: { ...sound, needs: (asked) => sound.needs(asked).map((need) => ({ ...need, sizes: [300] })) },
  },
  {
    breaks: "where nothing is trained",
    by: "asking whatever is trained",
    claim: { ...sound, needs: ({ sizes }) => [{ strategy: "normal", sizes, attacks: [], distances: false, sweep: false }] },
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
