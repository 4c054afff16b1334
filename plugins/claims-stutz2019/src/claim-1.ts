import { atLeast, atMost, estimateAtMost } from "@disentangle/core";
import type { Claim, Condition, Evidence, Finding, Need, OutOfReach, Population, Random, Setting, SpaceName } from "@disentangle/core";
import { allMet, approximate, missing, unmet, withInterval, type Conclusion } from "./conclusion.ts";
import { areaOf, count, medianOf, ofPerturbation, toOriginal } from "./distances.ts";
import type { MeasuredFinding } from "./finding.ts";
import { leaving, WOULD_CHANGE } from "./in-short.ts";
import { withoutNormal, withoutRuler } from "./out-of-reach.ts";
import { reportedBeside } from "./reported-beside.ts";
import { distancesOf, largestSize } from "./select.ts";
import { NORMAL } from "./strategies.ts";

const id = "1";
const statement = "Regular adversarial examples leave the data manifold.";

/** Fewest adversarial examples that are judged. */
export const FEWEST = 200;

/** What is fixed beforehand, for the true manifold and for approximations of it. */
interface Rule {
  /** Added to the names of the parts. */
  readonly prime: string;
  readonly ratio: Condition;
  readonly separation: Condition;
  /**
   * Fewest images without exception that show the separation: n with n / (n + 1.96²), Wilson's bound, at the
   * limit.
   */
  readonly fewestImages: number;
  readonly control: Condition;
}

const EXACT: Rule = { prime: "", ratio: atLeast(0.9), separation: atLeast(0.99), fewestImages: 381, control: estimateAtMost(0.1) };
const APPROXIMATE: Rule = { prime: "'", ratio: atLeast(0.8), separation: atLeast(0.95), fewestImages: 73, control: estimateAtMost(0.6) };
/** 1c, on the true manifold alone. */
const RETURNS = atMost(0.35);

/**
 * Claim 1 (section 3.2 of the paper): regular adversarial examples leave the manifold, nearly orthogonally to
 * it.
 */
export const claim1: Claim = {
  id,
  statement,
  needs,
  judge(evidence, setting, random) {
    const { ruler } = setting;
    const conclusion = judge(evidence, setting, ruler?.exact === false ? APPROXIMATE : EXACT, random);
    const isExact = ruler?.exact !== false;
    const inShort = leaving(conclusion.findings);
    return {
      claim: id,
      statement,
      ...(inShort !== undefined && { inShort }),
      wouldChange: isExact ? WOULD_CHANGE.leaving : WOULD_CHANGE.approximately,
      ...(isExact ? conclusion : approximate(conclusion)),
    };
  },
};

function needs(setting: Setting): readonly Need[] | OutOfReach {
  const { ruler, latent, attacked, models } = setting;
  if (ruler === undefined) return withoutNormal(id, setting) ?? withoutRuler(id);
  const examples = attacked.image * (models[NORMAL] ?? 0);
  const { fewestImages } = ruler.exact ? EXACT : APPROXIMATE;
  // On-manifold moves are reported beside regular ones: nearly any other direction leaves a manifold.
  const spaces: readonly SpaceName[] = latent === undefined ? ["image"] : ["image", latent.space];
  return (
    withoutNormal(id, setting) ??
    (setting.evidence && (examples < FEWEST || attacked.image < fewestImages)
      ? {
          why:
            `Claim 1 needs ${FEWEST} adversarial examples of ${fewestImages} images, ` +
            `and ${models[NORMAL] ?? 0} × ${attacked.image} images are attacked`,
          mend: `Attack ${fewestImages} images at least (--attacked), or raise --models.`,
        }
      : [{ strategy: NORMAL, sizes: [largestSize(setting)], attacks: spaces, distances: spaces }])
  );
}

function judge(evidence: Evidence, setting: Setting, rule: Rule, random: Random): Conclusion {
  const size = largestSize(setting);
  const of = (population: Population, space: SpaceName = "image") =>
    distancesOf(evidence, setting, { strategy: NORMAL, size, space, population });
  const [adversarial, control] = [of("adversarial"), of("control")];
  const n = count(adversarial);
  if (n === 0) return missing(setting, `No distances of regular adversarial examples of normal models at N = ${size} were measured.`);
  const isExact = setting.ruler?.exact !== false;
  const { prime } = rule;
  const away = isExact ? "d(x̃)/‖δ‖₂" : "o(δ)";
  const ratio = medianOf(
    { id: `1a${prime}`, quantity: `median of ${away}`, condition: rule.ratio, n },
    adversarial,
    ofPerturbation,
    random,
  );
  const separation = isExact
    ? areaOf(
        { id: "1b", quantity: "AUC of d(x̃) against d of clean images", condition: rule.separation, n },
        [adversarial, of("clean")],
        random,
      )
    : areaOf(
        { id: "1b'", quantity: "AUC of o(δ) against o of moves to held-out neighbours, shrunk to ‖δ‖₂", condition: rule.separation, n },
        [adversarial, of("shrunk")],
        random,
        ofPerturbation,
      );
  const back = isExact
    ? medianOf({ id: "1c", quantity: "median of ‖π(x̃) − x‖₂/‖δ‖₂", condition: RETURNS, n }, adversarial, toOriginal, random)
    : undefined;
  const held = count(control) === 0 ? undefined : controlOf(rule, isExact, control, random);
  const judged = [ratio, separation, back, held].filter((found) => found !== undefined);
  const beside = reportedBeside(of, setting, random);
  const findings = [...judged, ...beside];
  if (n < FEWEST) {
    return missing(setting, `Only ${n} regular adversarial examples at N = ${size} were projected, and ${FEWEST} are needed.`, findings);
  }
  if (separation === undefined) return missing(setting, `The ${isExact ? "clean images" : "shrunk moves"} were not measured.`, findings);
  if (held?.outcome !== "met") return untrusted(setting, held, isExact, findings);
  const noise = beside.find((found) => found.id === "noise" && found.quantity.startsWith("median"));
  const reason = inWords(away, { ratio, separation, back, noise });
  if (allMet(judged)) return { outcome: "supported", reason, findings };
  if (isExact && ratio.interval[1] < 0.7) return { outcome: "refuted", reason: `${reason} The upper bound of 1a is below 0.7.`, findings };
  return unmet(findings);
}

/** Moves that are known to stay on the manifold must be seen to. */
function controlOf({ control }: Rule, isExact: boolean, records: Parameters<typeof medianOf>[1], random: Random): MeasuredFinding {
  const quantity = isExact ? "median of d/‖δ‖₂ of images moved along the manifold" : "median of o of moves to held-out neighbours";
  return medianOf({ id: "control", quantity, condition: control, n: count(records) }, records, ofPerturbation, random);
}

function untrusted(setting: Setting, held: MeasuredFinding | undefined, isExact: boolean, findings: readonly Finding[]): Conclusion {
  if (held === undefined) return missing(setting, "The projection cannot be trusted: the control was not measured.", findings);
  const limit = held.condition?.words ?? "";
  const what = isExact ? "The projection cannot be trusted" : `The index of ${setting.ruler?.id ?? ""} is too thin`;
  return { outcome: "inconclusive", reason: `${what}: the control's median is ${withInterval(held)}, not ${limit}.`, findings };
}

interface Parts {
  readonly ratio: MeasuredFinding;
  readonly separation: MeasuredFinding;
  readonly back: MeasuredFinding | undefined;
  readonly noise: Finding | undefined;
}

function inWords(away: string, { ratio, separation, back, noise }: Parts): string {
  const beside = noise === undefined ? "" : ` (random noise of the same norm: ${noise.estimate.toFixed(3)})`;
  const against = back === undefined ? "moves to held-out neighbours" : "clean images";
  const returned = back === undefined ? "" : `, and projections end ${withInterval(back)} ‖δ‖ from the original`;
  return `The median of ${away} is ${withInterval(ratio)}${beside}, the AUC against ${against} ${withInterval(separation)}${returned}.`;
}
