import type { Finding } from "@disentangle/core";
import { describe, expect, test } from "vitest";
import { contradicting, existing, generalizing, leaving } from "../src/in-short.ts";

const finding = (id: string, quantity: string, estimate: number, outcome: Finding["outcome"] = "met"): Finding => ({
  id,
  quantity,
  estimate,
  outcome,
  n: 100,
});

describe("claim 1 in short", () => {
  const words = (noise: number): string =>
    leaving([finding("1a", "median of d", 0.9), finding("noise", "median of d of noise", noise)]) ?? "";

  test.each([
    [0.905, /nothing special to attacks\.$/],
    [0.93, /attacks a little less than noise\.$/],
    [0.87, /attacks a little more than noise\.$/],
    [0.5, /and 50\.0 % of random noise of the same size\.$/],
  ])("compares attacks with noise, of which %f leads away", (noise, expected) => {
    expect(words(noise)).toMatch(expected);
  });
});

describe("bounds that were missed are said in words", () => {
  test("where all are met, nothing is left open", () => {
    expect(existing([finding("2a", "M at N = 250", 0.2), finding("2b'", "share", 0.98)])).not.toContain("Not settled");
  });

  test("each once, whatever the findings that missed it", () => {
    const missed = existing([
      finding("2a", "M at N = 250", 0.2),
      finding("2a", "M at N = 500", 0.1, "failed"),
      finding("2a", "M at N = 1000", 0.1, "failed"),
    ]);
    expect(missed).toMatch(/Not settled: that such changes exist at every N\.$/);
  });

  test("with the training that is meant, where it is not normal", () => {
    const findings = [
      finding("4c", "relative fall of E (normal)", 0.5),
      finding("4a", "change of R from the smallest to the largest N (normal)", -0.1, "failed"),
      finding("4b", "change of the median smallest ε from the smallest to the largest N (on-manifold/vae-gan)", 0.01, "failed"),
    ];
    expect(contradicting(findings)).toMatch(
      /Not settled: that more data does not help the attacker, and that more data does not shrink .* after on-manifold\/vae-gan training\.$/,
    );
  });

  test("with a training of one's own, too, and with none where the model is trained normally", () => {
    const findings = [
      finding("4c", "relative fall of E (normal)", 0.1, "failed"),
      finding("4a", "change of R from the smallest to the largest N (normal)", -0.1),
      finding("4b", "change of the median smallest ε from the smallest to the largest N (mine, saturated)", 0.01, "failed"),
    ];
    expect(contradicting(findings)).toMatch(
      /Not settled: that more data lowers the test error, and that more data does not shrink .* after mine training\.$/,
    );
  });

  test("also where there was no noise to compare with", () => {
    expect(leaving([finding("1a", "median of d", 0.9), finding("1b", "AUC", 0.8, "failed")])).toMatch(
      /Not settled: that they are farther from it than real images\.$/,
    );
  });

  test("what was only reported leaves nothing open", () => {
    expect(generalizing([finding("3a", "Spearman", 0.9), finding("3e", "M − M", -0.1, "reported")])).not.toContain("Not settled");
  });
});
