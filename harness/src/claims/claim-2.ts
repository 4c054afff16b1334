import type { Claim, Evidence, Finding, Measurements, Need, Random, Setting } from "@disentangle/core";
import { rateBootstrap, wilson } from "@disentangle/evaluation";
import { correctedTests, distanceSamples, LEVEL } from "./family.ts";
import { finding, type Measured } from "./finding.ts";
import { attacksOf, bySize, successOf } from "./select.ts";
import { NORMAL } from "./strategies.ts";
import { allMet, failures, missing, withInterval, type Conclusion } from "./verdict.ts";

const id = "2";
const statement = "Adversarial examples on the data manifold exist and can be computed.";

/** Claim 2 (section 3.3 of the paper): on-manifold adversarial examples exist, and keep their label by construction. */
export const claim2: Claim = {
  id,
  statement,
  needs: (setting) => (setting.strategies.includes(NORMAL) ? needs(setting) : []),
  judge: (evidence, setting, random, run = [{ evidence, setting }]) => ({ claim: id, statement, ...judge(evidence, setting, random, run) }),
};

function needs(setting: Setting): readonly Need[] {
  const every: Need = { strategy: NORMAL, sizes: setting.sizes, attacks: ["latent"], distances: false, sweep: false };
  // 2c compares distances of both kinds of examples, on an approximate manifold alone.
  const largest: Need = { ...every, sizes: setting.sizes.slice(-1), attacks: ["image", "latent"], distances: true };
  return setting.exact ? [every] : [every, largest];
}

function judge(evidence: Evidence, setting: Setting, random: Random, run: readonly Measurements[]): Conclusion {
  const rates = successRates(evidence, setting, random);
  const smallest = rates[0];
  if (smallest === undefined) return missing(setting, "No attack on latent codes of normal models was measured.");
  const invariance = labelInvariance(evidence, setting);
  const closer = setting.exact ? [] : distances(evidence, setting, random, run);
  const findings = [...rates, ...invariance, ...closer];
  const absent = setting.sizes.filter((size) => !rates.some(({ size: measured }) => measured === size));
  if (!absent.includes(Math.min(...setting.sizes)) && smallest.interval[1] < 0.02) {
    const reason = `At N = ${smallest.size} the attack succeeds on ${withInterval(smallest.estimate, smallest.interval)} of the images, upper bound below 0.02.`;
    return { outcome: "refuted", reason, findings };
  }
  if (absent.length > 0) return missing(setting, `The attack on latent codes was not measured at N = ${absent.join(", ")}.`, findings);
  if (invariance.length === 0) return missing(setting, "Label invariance was not checked.", findings);
  if (!setting.exact && closer.length === 0)
    return missing(setting, "Distances of on-manifold and regular examples were not compared.", findings);
  if (!allMet(findings)) return { outcome: "inconclusive", reason: `${failures(findings)}.`, findings };
  const kept = (invariance[0] as Finding).estimate;
  const reason =
    `The attack on latent codes succeeds on ${withInterval(smallest.estimate, smallest.interval)} of the images at N = ${smallest.size}` +
    ` and on no fewer than ${Math.min(...rates.map(({ estimate }) => estimate)).toFixed(3)} at any N; ${(100 * kept).toFixed(1)} % of the examples keep their label` +
    (setting.exact ? " by construction." : ".");
  return { outcome: "supported", reason, findings };
}

/** 2a: M at every N. */
function successRates(evidence: Evidence, setting: Setting, random: Random): readonly (Measured & { readonly size: number })[] {
  return [...bySize(attacksOf(evidence, setting, NORMAL, "latent"))].map(([size, records]) => {
    const models = records.map((record) => successOf(record, setting));
    const n = models.reduce((sum, { count }) => sum + count, 0);
    const threshold = size === Math.min(...setting.sizes) ? 0.1 : 0.02;
    const bootstrap = rateBootstrap([models.map((model) => [model])], mean, random.fork("2a", size));
    const about = { id: "2a", quantity: `on-manifold success rate M at N = ${size}`, condition: `lower bound > ${threshold}`, n };
    return {
      ...finding(about, bootstrap, { rule: (lower) => lower > threshold, range: [0, 1], covers: wilson(bootstrap.estimate * n, n) }),
      size,
    };
  });
}

/** 2b on the true manifold: all examples; 2b' on a learned one: at least 90 %. */
function labelInvariance(evidence: Evidence, setting: Setting): readonly Finding[] {
  const records = evidence.invariances.filter(
    ({ cell, attack }) =>
      cell.dataset === setting.dataset &&
      cell.architecture === setting.architecture &&
      cell.strategy === NORMAL &&
      attack === setting.attack,
  );
  const total = records.reduce((sum, record) => sum + record.total, 0);
  const invariant = records.reduce((sum, record) => sum + record.invariant, 0);
  if (total === 0) return [];
  const estimate = invariant / total;
  const quantity = "share of on-manifold adversarial examples that keep their label";
  if (setting.exact) return [{ id: "2b", quantity, estimate, condition: "= 1", outcome: invariant === total ? "met" : "failed", n: total }];
  const interval = wilson(invariant, total);
  return [{ id: "2b'", quantity, estimate, interval, condition: "≥ 0.9", outcome: estimate >= 0.9 ? "met" : "failed", n: total }];
}

/** 2c: on-manifold examples lie closer to the approximate manifold than regular ones. */
function distances(evidence: Evidence, setting: Setting, random: Random, run: readonly Measurements[]): readonly Finding[] {
  const samples = distanceSamples(evidence, setting);
  if (samples === undefined) return [];
  const p = correctedTests(run, setting, random).get("2c") ?? 1;
  const n = samples.latent.length + samples.image.length;
  return [
    {
      id: "2c",
      quantity: `corrected p of "on-manifold examples are closer to the manifold than regular ones" (Mann-Whitney)`,
      estimate: p,
      condition: `≤ ${LEVEL}`,
      outcome: p <= LEVEL ? "met" : "failed",
      n,
    },
    {
      id: "2c",
      quantity: "Cliff's delta of their distances",
      estimate: samples.delta,
      condition: "≤ −0.33",
      outcome: samples.delta <= -0.33 ? "met" : "failed",
      n,
    },
  ];
}

function mean([rates]: readonly Float64Array[]): number {
  return (rates as Float64Array).reduce((sum, rate) => sum + rate, 0) / (rates as Float64Array).length;
}
