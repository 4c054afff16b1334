import type { VerdictRow } from "@disentangle/artifacts";

const VERDICTS: readonly Omit<VerdictRow, "architecture" | "words">[] = [
  {
    claim: "1",
    statement: "Regular adversarial examples leave the data manifold.",
    outcome: "supported",
    reason:
      "The distance of regular adversarial examples to the manifold is nearly the whole of their perturbation, and the control shows that the projection is accurate enough to say so.",
    inShort: "99.4 % of the length of a regular attack leads away from the manifold, and 99.6 % of random noise of the same size.",
    wouldChange: "Refuted if the upper bound of 1a were below 0.7.",
    findings: [
      {
        id: "1a",
        quantity: "Median of d(x̃)/‖δ‖₂",
        estimate: 0.9938,
        interval: [0.9929, 0.9946],
        condition: "lower bound ≥ 0.9",
        outcome: "met",
        n: 960,
      },
      {
        id: "1b",
        quantity: "AUC of d(x̃) against d of clean images",
        estimate: 1,
        interval: [0.9999, 1],
        condition: "lower bound ≥ 0.99",
        outcome: "met",
        n: 1920,
      },
      {
        id: "1c",
        quantity: "Median of ‖π(x̃) − x‖₂/‖δ‖₂",
        estimate: 0.1182,
        interval: [0.1127, 0.1243],
        condition: "upper bound ≤ 0.35",
        outcome: "met",
        n: 960,
      },
      {
        id: "control",
        quantity: "Median of d/‖δ‖₂ of images moved along the manifold",
        estimate: 0.0093,
        interval: [0.0081, 0.0104],
        condition: "estimate ≤ 0.1",
        outcome: "met",
        n: 960,
      },
      {
        id: "noise",
        quantity: "Median of d/‖δ‖₂ of random noise of the same norm",
        remark: "almost any direction leaves a manifold of few dimensions",
        estimate: 0.9961,
        interval: [0.9958, 0.9964],
        condition: null,
        outcome: "reported",
        n: 960,
      },
    ],
  },
  {
    claim: "2",
    statement: "Adversarial examples on the manifold exist and can be computed.",
    outcome: "refuted",
    reason: "At the smallest training size the attack on the latent code succeeds on fewer than two in a hundred images.",
    findings: [
      {
        id: "2a",
        quantity: "On-manifold success at N = 250",
        estimate: 0.011,
        interval: [0.004, 0.0192],
        condition: "lower bound > 0.10",
        outcome: "failed",
        n: 390,
      },
      { id: "2b", quantity: "Label invariance (Definition 1)", estimate: 1, interval: null, condition: "100 %", outcome: "met", n: 4650 },
    ],
  },
  {
    claim: "3",
    statement: "Robustness on the manifold is essentially generalization, and training on such examples improves it.",
    outcome: "inconclusive",
    reason: "The correlation is strong but its interval reaches below 0.7.",
    lacking: { mend: "The profile `standard` can reach a verdict." },
    findings: [
      {
        id: "3a",
        quantity: "Spearman correlation of E and M",
        estimate: 0.843,
        interval: [0.651, null],
        condition: "lower bound ≥ 0.7",
        outcome: "failed",
        n: 15,
      },
      {
        id: "3d",
        quantity: "Reduction of E by adversarial transformations",
        estimate: null,
        interval: null,
        condition: null,
        outcome: "reported",
        n: 0,
      },
    ],
  },
  {
    claim: "4",
    statement:
      "Regular robustness and generalization are not contradicting goals: for a fixed model, better generalization through more data does not make it less robust.",
    outcome: "not asked",
    reason: "",
    findings: [],
  },
];

/** One verdict of each outcome; where they are no evidence, none but what the numbers alone would say. */
export function sampleVerdicts(architecture: string, evidence: boolean): VerdictRow[] {
  return VERDICTS.map((verdict) => {
    const { outcome, reason, lacking } = verdict;
    const asked = outcome !== "not asked";
    if (!evidence && asked) {
      const none = { otherwise: outcome, why: "smoke: not evidence.", mend: "Run the profile `quick`." };
      const words = `${none.why} By these numbers alone ${outcome}: ${reason} ${none.mend}`;
      return { architecture, ...verdict, outcome: "inconclusive", lacking: none, words };
    }
    return { architecture, ...verdict, words: [reason, lacking?.mend ?? ""].join(" ").trim() };
  });
}
