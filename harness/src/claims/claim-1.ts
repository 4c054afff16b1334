import type { Claim, DistanceRecord, Evidence, Finding, Population, Random, Setting } from "@disentangle/core";
import { hierarchicalBootstrap, weightedAuc, weightedMedian, wilson, type Bootstrap } from "@disentangle/evaluation";
import { finding } from "./finding.ts";
import { distancesOf } from "./select.ts";
import { NORMAL } from "./strategies.ts";
import { allMet, failures, missing, withInterval, type Conclusion } from "./verdict.ts";

const id = "1";
const statement = "Regular adversarial examples leave the data manifold.";

/** Fewest adversarial examples that are judged. */
export const FEWEST = 200;

/** Claim 1 (section 3.2 of the paper): regular adversarial examples leave the manifold, nearly orthogonally to it. */
export const claim1: Claim = {
  id,
  statement,
  needs: (setting) =>
    setting.strategies.includes(NORMAL)
      ? [{ strategy: NORMAL, sizes: [largestSize(setting)], attacks: ["image"], distances: true, sweep: false }]
      : [],
  judge: (evidence, setting, random) => ({ claim: id, statement, ...judge(evidence, setting, random) }),
};

function judge(evidence: Evidence, setting: Setting, random: Random): Conclusion {
  const size = largestSize(setting);
  const records = (population: Population): readonly DistanceRecord[] =>
    distancesOf(evidence, setting, { strategy: NORMAL, size, space: "image", population });
  const [adversarial, clean] = [records("adversarial"), records("clean")];
  const population = count(adversarial);
  if (population === 0)
    return missing(setting, `No distances of regular adversarial examples of normal models at N = ${size} were measured.`);
  const noise = reported(records("noise"), clean, setting, random);
  const judged = [...leaving(adversarial, clean, setting, random), ...control(records("control"), setting, random)];
  const findings = [...judged, ...noise];
  if (population < FEWEST) {
    return missing(
      setting,
      `Only ${population} regular adversarial examples at N = ${size} were projected, and ${FEWEST} are needed.`,
      findings,
    );
  }
  return conclude(setting, judged, findings);
}

function conclude(setting: Setting, judged: readonly Finding[], findings: readonly Finding[]): Conclusion {
  const find = (name: string): Finding | undefined => findings.find(({ id }) => id === name);
  const prime = setting.exact ? "" : "'";
  const [ratio, separation, back, held, noise] = [find(`1a${prime}`), find(`1b${prime}`), find("1c"), find("control"), find("noise 1a")];
  const mark = setting.exact ? "" : "Approximate manifold: ";
  if (ratio === undefined || separation === undefined) return missing(setting, "The clean images were not projected.", findings);
  if (setting.exact && held?.outcome !== "met") {
    const why =
      held === undefined
        ? "the control was not measured"
        : `the control's median is ${withInterval(held.estimate, held.interval)}, not at most 0.1`;
    return { outcome: "inconclusive", reason: `The projection cannot be trusted: ${why}.`, findings };
  }
  const beside = noise === undefined ? "" : ` (random noise of the same norm: ${noise.estimate.toFixed(3)})`;
  const numbers =
    `the median of d/‖δ‖ is ${withInterval(ratio.estimate, ratio.interval)}${beside}, the AUC against clean images ${withInterval(separation.estimate, separation.interval)}` +
    (back === undefined ? "" : `, and projections end ${withInterval(back.estimate, back.interval)} ‖δ‖ from the original`);
  const reason = `${mark}${mark === "" ? "T" : "t"}${numbers.slice(1)}.`;
  if (allMet(judged)) return { outcome: "supported", reason, findings };
  if (setting.exact && (ratio.interval?.[1] ?? 1) < 0.7)
    return { outcome: "refuted", reason: `${reason} The upper bound of 1a is below 0.7.`, findings };
  return { outcome: "inconclusive", reason: `${mark}${failures(judged)}.`, findings };
}

/** 1a, 1b and, on the true manifold, 1c; or 1a' and 1b' on an approximate one. */
function leaving(
  adversarial: readonly DistanceRecord[],
  clean: readonly DistanceRecord[],
  setting: Setting,
  random: Random,
): readonly Finding[] {
  const n = count(adversarial);
  const [prime, ratio, separation] = setting.exact ? ["", 0.9, 0.99] : ["'", 0.8, 0.95];
  const a = finding(
    { id: `1a${prime}`, quantity: "median of d(x̃)/‖δ‖₂", condition: `lower bound ≥ ${ratio}`, n },
    medianRatio(adversarial, "distance", random.fork("1a")),
    { rule: (lower) => lower >= ratio, range: [0, Infinity] },
  );
  const b = separate(adversarial, clean, random.fork("1b"));
  const findings: Finding[] = [a];
  if (b !== undefined) {
    const about = { id: `1b${prime}`, quantity: "AUC of d(x̃) against d of clean images", condition: `lower bound ≥ ${separation}`, n };
    findings.push(finding(about, b, { rule: (lower) => lower >= separation, range: [0, 1], covers: wilson(b.estimate * n, n) }));
  }
  if (setting.exact) {
    const about = { id: "1c", quantity: "median of ‖π(x̃) − x‖₂/‖δ‖₂", condition: "upper bound ≤ 0.35", n };
    findings.push(
      finding(about, medianRatio(adversarial, "toOriginal", random.fork("1c")), {
        rule: (_, upper) => upper <= 0.35,
        range: [0, Infinity],
      }),
    );
  }
  return findings;
}

/** Images moved along the manifold must project onto themselves; there are none for approximate manifolds. */
function control(records: readonly DistanceRecord[], setting: Setting, random: Random): readonly Finding[] {
  const n = count(records);
  if (!setting.exact || n === 0) return [];
  const about = { id: "control", quantity: "median of d/‖δ‖₂ of images moved along the manifold", condition: "median ≤ 0.1", n };
  return [
    finding(about, medianRatio(records, "distance", random.fork("control")), {
      rule: (_lower, _upper, estimate) => estimate <= 0.1,
      range: [0, Infinity],
    }),
  ];
}

/** The same quantities for random noise of the same norm, which are not judged. */
function reported(
  noise: readonly DistanceRecord[],
  clean: readonly DistanceRecord[],
  setting: Setting,
  random: Random,
): readonly Finding[] {
  const n = count(noise);
  if (n === 0) return [];
  const condition = "reported beside the adversarial examples";
  const b = separate(noise, clean, random.fork("noise 1b"));
  const about = (part: string, quantity: string): Parameters<typeof finding>[0] => ({ id: `noise ${part}`, quantity, condition, n });
  return [
    finding(about("1a", "median of d/‖δ‖₂ of random noise of the same norm"), medianRatio(noise, "distance", random.fork("noise 1a"))),
    ...(b === undefined
      ? []
      : [
          finding(about("1b", "AUC of d of random noise against d of clean images"), b, {
            range: [0, 1],
            covers: wilson(b.estimate * n, n),
          }),
        ]),
    ...(setting.exact
      ? [finding(about("1c", "median of ‖π − x‖₂/‖δ‖₂ of random noise"), medianRatio(noise, "toOriginal", random.fork("noise 1c")))]
      : []),
  ];
}

/** Median over models and images of a distance in units of the perturbation. */
function medianRatio(records: readonly DistanceRecord[], numerator: "distance" | "toOriginal", random: Random): Bootstrap {
  const values = records.flatMap((record) => Array.from(record[numerator], (value, i) => value / (record.perturbation[i] as number)));
  return hierarchicalBootstrap([records.map(({ samples }) => [samples.length])], weightedMedian(values), random);
}

/** AUC of distances of some images against those of the clean images of the same models. */
function separate(records: readonly DistanceRecord[], clean: readonly DistanceRecord[], random: Random): Bootstrap | undefined {
  const pairs = records.flatMap((record) => {
    const other = clean.find(({ cell }) => cell.model === record.cell.model);
    return other === undefined || other.samples.length === 0 || record.samples.length === 0 ? [] : [[record, other] as const];
  });
  if (pairs.length === 0) return undefined;
  const values = pairs.flatMap(([record, other]) => [...record.distance, ...other.distance]);
  const marked = pairs.flatMap(([record, other]) => [...record.samples.map(() => 1), ...other.samples.map(() => 0)]);
  const design = [pairs.map(([record, other]) => [record.samples.length, other.samples.length])];
  return hierarchicalBootstrap(design, weightedAuc(values, marked), random);
}

function count(records: readonly DistanceRecord[]): number {
  return records.reduce((sum, { samples }) => sum + samples.length, 0);
}

function largestSize(setting: Setting): number {
  return Math.max(...setting.sizes);
}
