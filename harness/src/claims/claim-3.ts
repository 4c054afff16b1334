import type { Claim, Evidence, Finding, Measurements, Need, Random, Setting } from "@disentangle/core";
import { rateBootstrap, spearman, type ResampledMean } from "@disentangle/evaluation";
import { correctedTests, errorReduction, LEVEL, successTrend } from "./family.ts";
import { finding, type Measured } from "./finding.ts";
import { attacksOf, bySize, errorOf, modelsOf, sizesOf, successOf } from "./select.ts";
import { ADVERSARIAL_TRANSFORMATIONS, NORMAL, ON_MANIFOLD, RANDOM_TRANSFORMATIONS } from "./strategies.ts";
import { allMet, failures, missing, withInterval, type Conclusion } from "./verdict.ts";

const id = "3";
const statement = "Robustness on the manifold is essentially generalization, and training on such examples improves it.";

/** Fewest sizes, and fewest models at each, over which a correlation is judged. */
export const FEWEST: { readonly sizes: number; readonly models: number } = { sizes: 4, models: 3 };

/** Claim 3 (sections 3.4 and 4.2 of the paper): on-manifold robustness is essentially generalization. */
export const claim3: Claim = {
  id,
  statement,
  needs: (setting) => (setting.strategies.includes(NORMAL) ? needs(setting) : []),
  judge: (evidence, setting, random, run = [{ evidence, setting }]) => ({ claim: id, statement, ...judge(evidence, setting, random, run) }),
};

function needs(setting: Setting): readonly Need[] {
  const others = [ON_MANIFOLD, ADVERSARIAL_TRANSFORMATIONS, RANDOM_TRANSFORMATIONS].filter((strategy) =>
    setting.strategies.includes(strategy),
  );
  return [
    { strategy: NORMAL, sizes: setting.sizes, attacks: ["latent"], distances: false, sweep: false },
    ...others.map((strategy): Need => ({ strategy, sizes: sizesOf(setting, strategy), attacks: [], distances: false, sweep: false })),
  ];
}

function judge(evidence: Evidence, setting: Setting, random: Random, run: readonly Measurements[]): Conclusion {
  const related = correlation(evidence, setting, random);
  const corrected = correctedTests(run, setting, random);
  const gain = training(evidence, setting, corrected.get("3b"), random);
  const falls = trend(evidence, setting, corrected.get("3c"), random);
  const findings = [related, ...gain, falls, ...transformations(evidence, setting, random)].filter((found) => found !== undefined);
  const [reduction] = gain;
  if (related !== undefined && related.interval[1] < 0.3) {
    const reason = `Test error and on-manifold success correlate by ${withInterval(related.estimate, related.interval)}, upper bound below 0.3.`;
    return { outcome: "refuted", reason, findings };
  }
  if (reduction?.interval !== undefined && reduction.interval[1] < 0) {
    const reason = `On-manifold training raises the test error: E(normal) − E(on-manifold) is ${withInterval(reduction.estimate, reduction.interval)}.`;
    return { outcome: "refuted", reason, findings };
  }
  if (related === undefined) {
    return missing(
      setting,
      `The correlation of test error and on-manifold success needs ${FEWEST.sizes} sizes of ${FEWEST.models} models each, and fewer were measured.`,
      findings,
    );
  }
  if (reduction === undefined) return missing(setting, "On-manifold training was not measured beside normal training.", findings);
  if (falls === undefined) return missing(setting, "On-manifold success was measured at fewer than three sizes.", findings);
  if (!allMet(findings)) return { outcome: "inconclusive", reason: `${failures(findings)}.`, findings };
  const reason =
    `Test error and on-manifold success have rank correlation ${withInterval(related.estimate, related.interval)}, ` +
    `on-manifold training lowers the test error by ${withInterval(reduction.estimate, reduction.interval)} at small N, and on-manifold success falls with N.`;
  return { outcome: "supported", reason, findings };
}

/** 3a: Spearman's correlation of E and M over sizes and normal models. */
function correlation(evidence: Evidence, setting: Setting, random: Random): Measured | undefined {
  const models = modelsOf(evidence, setting, NORMAL);
  const blocks: (readonly [ResampledMean, ResampledMean])[][] = [];
  for (const records of bySize(attacksOf(evidence, setting, NORMAL, "latent")).values()) {
    const measured = records.flatMap((record) => {
      const model = models.find(({ cell }) => cell.size === record.cell.size && cell.model === record.cell.model);
      return model === undefined ? [] : [[errorOf(model), successOf(record, setting)] as const];
    });
    if (measured.length >= FEWEST.models) blocks.push(measured);
  }
  if (blocks.length < FEWEST.sizes) return undefined;
  const about = {
    id: "3a",
    quantity: "Spearman correlation of test error E and on-manifold success M",
    condition: "lower bound ≥ 0.7",
    n: blocks.flat().length,
  };
  // Not widened: resampled models and images add noise to noisy ranks, and the draws lie below the observed correlation as it is.
  return finding(about, rateBootstrap(blocks, rankCorrelation, random.fork("3a")), {
    rule: (lower) => lower >= 0.7,
    range: [-1, 1],
    widen: false,
  });
}

/** Of constant numbers it is undefined; they tell nothing, hence 0. */
function rankCorrelation([errors, rates]: readonly Float64Array[]): number {
  const value = spearman(errors as Float64Array, rates as Float64Array);
  return Number.isNaN(value) ? 0 : value;
}

/** 3b, and the relative reduction beside it. */
function training(evidence: Evidence, setting: Setting, p: number | undefined, random: Random): readonly Finding[] {
  const gain = errorReduction(evidence, setting, NORMAL, ON_MANIFOLD, random);
  if (gain === undefined || p === undefined) return [];
  const about = { id: "3b", quantity: "E(normal) − E(on-manifold training), lower half of the sizes", n: gain.pairs };
  const difference = finding({ ...about, condition: "lower bound > 0 after Holm" }, gain.difference, {
    rule: (lower) => lower > 0 && p <= LEVEL,
  });
  const share = { ...about, quantity: "relative reduction of the test error", condition: "relative to E(normal)" };
  return [difference, finding(share, gain.relative)];
}

/** 3c: M falls with N. */
function trend(evidence: Evidence, setting: Setting, p: number | undefined, random: Random): Finding | undefined {
  const found = successTrend(evidence, setting, random);
  if (found === undefined || p === undefined) return undefined;
  return {
    id: "3c",
    quantity: `corrected p of "M falls with N" (permutation test, rank correlation ${found.correlation.toFixed(3)})`,
    estimate: p,
    condition: `≤ ${LEVEL}`,
    outcome: p <= LEVEL ? "met" : "failed",
    n: found.n,
  };
}

/** 3d: the same as 3b for adversarial transformations against random augmentation, where both ran. */
function transformations(evidence: Evidence, setting: Setting, random: Random): readonly Finding[] {
  const gain = errorReduction(evidence, setting, RANDOM_TRANSFORMATIONS, ADVERSARIAL_TRANSFORMATIONS, random);
  if (gain === undefined) return [];
  const quantity = "E(random transformations) − E(adversarial transformations), lower half of the sizes";
  return [finding({ id: "3d", quantity, condition: "reported, not needed", n: gain.pairs }, gain.difference)];
}
