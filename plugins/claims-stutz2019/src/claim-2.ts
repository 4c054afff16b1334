import { above, estimateAtLeast, estimateAtMost, exactly, significant } from "@disentangle/core";
import type { Claim, Evidence, Finding, Measurements, Need, OutOfReach, Random, Setting, SpaceName } from "@disentangle/core";
import { meanSuccess, wilson } from "@disentangle/evaluation/statistics";
import { allMet, approximate, missing, unmet, withInterval, type Conclusion } from "./conclusion.ts";
import { correctedTests, LEVEL } from "./family.ts";
import { exact, tested, type MeasuredFinding } from "./finding.ts";
import { existing, WOULD_CHANGE } from "./in-short.ts";
import { withoutCodes, withoutLabels, withoutNormal, withoutRuler } from "./out-of-reach.ts";
import { attacksOf, bySize, labelsOf, largestSize } from "./select.ts";
import { NORMAL } from "./strategies.ts";

const id = "2";
const statement = "Adversarial examples on the data manifold exist and can be computed.";

/** 2a: at the smallest N, and at every other. */
const MANY = above(0.1);
const SOME = above(0.02);
/** Upper bound of M at the smallest N below which the claim is refuted. */
const NONE = 0.02;

/** Claim 2 (section 3.3 of the paper): on-manifold adversarial examples exist, and keep their label. */
export const claim2: Claim = {
  id,
  statement,
  needs,
  judge(evidence, setting, random, run = [{ evidence, setting }]) {
    const { latent } = setting;
    if (latent === undefined) {
      return { claim: id, statement, ...missing(setting, "No attack on latent codes of normal models was measured.") };
    }
    const conclusion = judge(evidence, { ...setting, latent }, random, run);
    const inShort = existing(conclusion.findings);
    return {
      claim: id,
      statement,
      ...(inShort !== undefined && { inShort }),
      wouldChange: WOULD_CHANGE.existing,
      ...(latent.exact ? conclusion : approximate(conclusion)),
    };
  },
};

/** A setting of a run that has a manifold with codes. */
type WithCodes = Setting & { readonly latent: NonNullable<Setting["latent"]> };

function needs(setting: Setting): readonly Need[] | OutOfReach {
  const { latent, ruler, sizes } = setting;
  const without = withoutNormal(id, setting);
  if (without !== undefined) return without;
  if (latent === undefined) return withoutCodes(id);
  const { space } = latent;
  if (latent.tellsLabels === false) return withoutLabels(id, space);
  const every: Need = { strategy: NORMAL, sizes, attacks: [space], labels: [space] };
  if (latent.exact) return [every];
  if (ruler === undefined) return withoutRuler(id);
  // 2c compares distances of both kinds of examples, on a learned manifold alone.
  const both: readonly SpaceName[] = ["image", space];
  return [every, { strategy: NORMAL, sizes: [largestSize(setting)], attacks: both, distances: both }];
}

function judge(evidence: Evidence, setting: WithCodes, random: Random, run: readonly Measurements[]): Conclusion {
  const rates = successRates(evidence, setting, random);
  const smallest = rates[0];
  if (smallest === undefined) return missing(setting, "No attack on latent codes of normal models was measured.");
  const labels = labelsKept(evidence, setting);
  const closer = setting.latent.exact ? [] : closeness(setting, random, run);
  const findings = [...rates, ...labels, ...closer];
  const absent = setting.sizes.filter((size) => !rates.some(({ size: measured }) => measured === size));
  if (!absent.includes(Math.min(...setting.sizes)) && smallest.interval[1] < NONE) {
    const reason = `At N = ${smallest.size} the attack succeeds on ${withInterval(smallest)} of the images, upper bound below ${NONE}.`;
    return { outcome: "refuted", reason, findings };
  }
  if (absent.length > 0) return missing(setting, `The attack on latent codes was not measured at N = ${absent.join(", ")}.`, findings);
  const kept = labels.find(({ condition }) => condition !== undefined);
  if (kept === undefined) {
    const left = labels.length > 0 ? "No example could be told to keep its label." : "Whether examples keep their label was not checked.";
    return missing(setting, left, findings);
  }
  if (!setting.latent.exact && closer.length === 0) {
    return missing(setting, "Distances of on-manifold and regular examples were not compared.", findings);
  }
  if (!allMet(findings)) return unmet(findings);
  const reason =
    `The attack on latent codes succeeds on ${withInterval(smallest)} of the images at N = ${smallest.size} and on no fewer than ` +
    `${Math.min(...rates.map(({ estimate }) => estimate)).toFixed(3)} at any N; ${(100 * kept.estimate).toFixed(1)} % of the examples keep their label` +
    (setting.latent.exact ? " by construction." : ".");
  return { outcome: "supported", reason, findings };
}

/** 2a: M at every N. */
function successRates(evidence: Evidence, setting: WithCodes, random: Random): readonly (MeasuredFinding & { readonly size: number })[] {
  return [...bySize(attacksOf(evidence, setting, NORMAL, setting.latent.space))].map(([size, records]) => {
    const { mean, interval, count } = meanSuccess(records, setting.combine, random);
    const condition = size === Math.min(...setting.sizes) ? MANY : SOME;
    const about = { id: "2a", quantity: `on-manifold success rate M at N = ${size}`, condition, n: count };
    return { ...exact(about, mean, interval), interval, size };
  });
}

/**
 * 2b on the true manifold: all examples; 2b' on a learned one: at least 90 % of those that can be told, and
 * how many cannot.
 */
function labelsKept(evidence: Evidence, setting: WithCodes): readonly Finding[] {
  const records = labelsOf(evidence, setting, NORMAL, setting.latent.space);
  const sum = (column: "total" | "kept" | "leftOut"): number => records.reduce((all, record) => all + record[column], 0);
  const [total, kept, leftOut] = [sum("total"), sum("kept"), sum("leftOut")];
  const findings: Finding[] = [];
  const quantity = "share of on-manifold adversarial examples that keep their label";
  if (total > 0 && setting.latent.exact) findings.push(exact({ id: "2b", quantity, condition: exactly(1), n: total }, kept / total));
  if (total > 0 && !setting.latent.exact) {
    const about = { id: "2b'", quantity: `${quantity}, of those that can be told`, condition: estimateAtLeast(0.9), n: total };
    findings.push(exact(about, kept / total, wilson(kept, total)));
  }
  if (!setting.latent.exact && total + leftOut > 0) {
    const about = { id: "2b'", quantity: "share of examples left out, whose class does not reconstruct them best before the attack" };
    findings.push(exact({ ...about, n: total + leftOut }, leftOut / (total + leftOut), wilson(leftOut, total + leftOut)));
  }
  return findings;
}

/** 2c: on-manifold moves lead less far from the manifold than regular ones. */
function closeness(setting: WithCodes, random: Random, run: readonly Measurements[]): readonly Finding[] {
  const { moves } = correctedTests(run, setting, random);
  if (moves === undefined) return [];
  const n = moves.onManifold.length + moves.regular.length;
  const quantity = 'corrected p of "on-manifold moves lead less far from the manifold than regular ones" (Mann-Whitney)';
  return [
    tested({ id: "2c", quantity, condition: significant(LEVEL), n }, moves.corrected),
    exact({ id: "2c", quantity: "Cliff's delta of their o", condition: estimateAtMost(-0.33), n }, moves.delta),
  ];
}
