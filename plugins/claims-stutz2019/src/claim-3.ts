import { above, allOf, atLeast, significant } from "@disentangle/core";
import type { Claim, Evidence, Finding, Measurements, Need, OutOfReach, Random, Setting } from "@disentangle/core";
import { errorByImage, rateBootstrap, spearman, successByImage, unbiasedInterval, type Measure } from "@disentangle/evaluation/statistics";
import { allMet, approximate, digits, missing, unmet, withInterval, type Conclusion } from "./conclusion.ts";
import { correctedTests, LEVEL, type Tests } from "./family.ts";
import { bootstrapped, tested, type MeasuredFinding } from "./finding.ts";
import { generalizing, WOULD_CHANGE } from "./in-short.ts";
import { withoutCodes, withoutNormal } from "./out-of-reach.ts";
import { errorReduction, lowerHalf, successReduction } from "./paired-rates.ts";
import { attacksOf, bySize, modelsOf, sizesOf } from "./select.ts";
import { ADVERSARIAL_TRANSFORMATIONS, NORMAL, onManifoldStrategy, RANDOM_TRANSFORMATIONS } from "./strategies.ts";

const id = "3";
const statement = "Robustness on the manifold is essentially generalization, and training on such examples improves it.";

/** Fewest sizes, and fewest models at each, over which a correlation is judged. */
const FEWEST: { readonly sizes: number; readonly models: number } = { sizes: 4, models: 3 };

/** Claim 3 (sections 3.4 and 4.2 of the paper): on-manifold robustness is essentially generalization. */
export const claim3: Claim = {
  id,
  statement,
  needs,
  judge(evidence, setting, random, run = [{ evidence, setting }]) {
    const conclusion = judge(evidence, setting, random, run);
    const inShort = generalizing(conclusion.findings);
    return {
      claim: id,
      statement,
      ...(inShort !== undefined && { inShort }),
      wouldChange: WOULD_CHANGE.generalizing,
      ...(setting.latent?.exact === false ? approximate(conclusion) : conclusion),
    };
  },
};

function needs(setting: Setting): readonly Need[] | OutOfReach {
  const { strategies, sizes, latent, models } = setting;
  const trained = onManifoldStrategy(setting);
  const without = withoutNormal(id, setting);
  if (without !== undefined) return without;
  if (latent === undefined || trained === undefined) return withoutCodes(id);
  if (setting.evidence && !strategies.includes(trained)) {
    return {
      why: `Claim 3 compares normal with ${trained} training, and the strategies are ${strategies.join(", ")}`,
      mend: `Add it (--strategy ${[...strategies, trained].join(",")}).`,
    };
  }
  if (setting.evidence && (sizes.length < FEWEST.sizes || (models[NORMAL] ?? 0) < FEWEST.models)) {
    return {
      why: `Claim 3 needs ${FEWEST.sizes} training sizes of ${FEWEST.models} models each, and this run has ${sizes.length} of ${models[NORMAL] ?? 0}`,
      mend: `Give ${FEWEST.sizes} --sizes and --models ${FEWEST.models} at least.`,
    };
  }
  if (setting.evidence && !lowerHalf(setting).some((size) => sizesOf(setting, trained).includes(size))) {
    return {
      why: `Claim 3 compares normal with ${trained} training at N = ${lowerHalf(setting).join(", ")}, where the latter is not trained`,
      mend: "Choose smaller --sizes.",
    };
  }
  const others = [trained, ADVERSARIAL_TRANSFORMATIONS, RANDOM_TRANSFORMATIONS].filter(
    (strategy) => strategies.includes(strategy) && sizesOf(setting, strategy).length > 0,
  );
  return [
    { strategy: NORMAL, sizes, attacks: [latent.space] },
    ...others.map((strategy): Need => ({
      strategy,
      sizes: sizesOf(setting, strategy),
      // 3e: whether training on the manifold makes models robust there.
      attacks: strategy === trained ? [latent.space] : [],
    })),
  ];
}

function judge(evidence: Evidence, setting: Setting, random: Random, run: readonly Measurements[]): Conclusion {
  const related = correlation(evidence, setting, random);
  const tests = correctedTests(run, setting, random);
  const [gain, falls] = [training(tests), trend(tests)];
  const beside = [...transformations(evidence, setting, random), ...robustness(evidence, setting, random)];
  const findings = [related, ...gain, falls, ...beside].filter((found) => found !== undefined);
  const [reduction] = gain;
  if (related !== undefined && related.interval[1] < 0.3) {
    const reason = `Test error and on-manifold success correlate by ${withInterval(related)}, upper bound below 0.3.`;
    return { outcome: "refuted", reason, findings };
  }
  if (reduction?.interval !== undefined && reduction.interval[1] < 0) {
    const reason = `On-manifold training raises the test error: E(normal) − E(on-manifold) is ${withInterval(reduction)}.`;
    return { outcome: "refuted", reason, findings };
  }
  if (related === undefined) {
    const needed = `${FEWEST.sizes} sizes of ${FEWEST.models} models each`;
    return missing(setting, `The correlation of test error and on-manifold success needs ${needed}, and fewer were measured.`, findings);
  }
  if (reduction === undefined) return missing(setting, "On-manifold training was not measured beside normal training.", findings);
  if (falls === undefined) return missing(setting, "On-manifold success was measured at fewer than three sizes.", findings);
  if (!allMet(findings)) return unmet(findings);
  const reason =
    `Test error and on-manifold success have rank correlation ${withInterval(related)}, ` +
    `on-manifold training lowers the test error by ${withInterval(reduction)} at small N, and on-manifold success falls with N.`;
  return { outcome: "supported", reason, findings };
}

/** 3a: Spearman's correlation of E and M over sizes and normal models. */
function correlation(evidence: Evidence, setting: Setting, random: Random): MeasuredFinding | undefined {
  const { latent, combine } = setting;
  if (latent === undefined) return undefined;
  const models = modelsOf(evidence, setting, NORMAL);
  const blocks: (readonly [Measure, Measure])[][] = [];
  for (const records of bySize(attacksOf(evidence, setting, NORMAL, latent.space)).values()) {
    const measured = records.flatMap((record) => {
      const model = models.find(({ cell }) => cell.size === record.cell.size && cell.model === record.cell.model);
      return model === undefined ? [] : [[errorByImage(model), successByImage(record, combine)] as const];
    });
    if (measured.length >= FEWEST.models) blocks.push(measured);
  }
  if (blocks.length < FEWEST.sizes) return undefined;
  const quantity = "Spearman correlation of test error E and on-manifold success M";
  const about = { id: "3a", quantity, condition: atLeast(0.7), n: blocks.flat().length };
  const bootstrap = rateBootstrap(blocks, rankCorrelation, random.fork("3a"));
  return bootstrapped(about, bootstrap, { interval: unbiasedInterval(bootstrap), range: [-1, 1] });
}

/** Of constant numbers it is undefined; they tell nothing, hence 0. */
function rankCorrelation([errors, rates]: readonly Float64Array[]): number {
  const value = spearman(errors as Float64Array, rates as Float64Array);
  return Number.isNaN(value) ? 0 : value;
}

/** 3b, and the relative reduction beside it. */
function training({ gain }: Tests): readonly Finding[] {
  if (gain === undefined) return [];
  const about = { id: "3b", quantity: "E(normal) − E(on-manifold training), lower half of the sizes", n: gain.pairs };
  const difference = bootstrapped({ ...about, condition: allOf(above(0), significant(LEVEL)) }, gain.difference, { p: gain.corrected });
  return [difference, bootstrapped({ ...about, quantity: "relative reduction of the test error, as a share of E(normal)" }, gain.relative)];
}

/** 3c: M falls with N. */
function trend({ trend }: Tests): Finding | undefined {
  if (trend === undefined) return undefined;
  const quantity = `corrected p of "M falls with N" (permutation test, rank correlation ${digits(trend.correlation)})`;
  return tested({ id: "3c", quantity, condition: significant(LEVEL), n: trend.n }, trend.corrected);
}

/** 3d: the same as 3b for adversarial transformations against random augmentation, where both ran. */
function transformations(evidence: Evidence, setting: Setting, random: Random): readonly Finding[] {
  const gain = errorReduction(evidence, setting, [RANDOM_TRANSFORMATIONS, ADVERSARIAL_TRANSFORMATIONS], random);
  if (gain === undefined) return [];
  const quantity = "E(random transformations) − E(adversarial transformations), lower half of the sizes";
  return [bootstrapped({ id: "3d", quantity, n: gain.pairs, remark: "reported, not needed" }, gain.difference)];
}

/** 3e: M of normal against on-manifold training, where both were attacked on the manifold. */
function robustness(evidence: Evidence, setting: Setting, random: Random): readonly Finding[] {
  const trained = onManifoldStrategy(setting);
  const gain = trained === undefined ? undefined : successReduction(evidence, setting, [NORMAL, trained], random);
  if (gain === undefined) return [];
  const quantity = "M(normal) − M(on-manifold training), sizes at which both were attacked on the manifold";
  return [bootstrapped({ id: "3e", quantity, n: gain.pairs, remark: "reported, not needed" }, gain.difference)];
}
