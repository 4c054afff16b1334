import type { DistanceRecord, Finding, Population, Random, Setting, SpaceName } from "@disentangle/core";
import { areaOf, count, medianOf, ofPerturbation, toOriginal, type Quantity } from "./distances.ts";

/** Distances of a population beside attacks in a space. */
export type RecordsOf = (population: Population, space?: SpaceName) => readonly DistanceRecord[];

const residual: Quantity = (record, row) => record.residual?.[row] ?? Number.NaN;

const tangent: Quantity = (record, row) => record.tangent?.[row] ?? Number.NaN;

/**
 * What stands beside claim 1 and is not judged: random noise of the same norm, as almost any direction leaves
 * a manifold of few dimensions; examples that were searched on the manifold; how much of each move lies in
 * the tangent space of the manifold, where it has codes; on an approximation also residuals.
 */
export function reportedBeside(of: RecordsOf, setting: Setting, random: Random): readonly Finding[] {
  const [noise, isExact] = [of("noise"), setting.ruler?.exact !== false];
  const remark = "reported beside the adversarial examples";
  const findings: (Finding | undefined)[] = [];
  const median = (id: string, quantity: string, records: readonly DistanceRecord[], measure: Quantity): void => {
    if (count(records) > 0) findings.push(medianOf({ id, quantity, remark, n: count(records) }, records, measure, random));
  };
  const away = isExact ? "d/‖δ‖₂" : "o";
  median("noise", `median of ${away} of random noise of the same norm`, noise, ofPerturbation);
  const auc = isExact ? "AUC of d of random noise against d of clean images" : "AUC of o of random noise against o of shrunk moves";
  const others = of(isExact ? "clean" : "shrunk");
  findings.push(
    areaOf({ id: "noise", quantity: auc, remark, n: count(noise) }, [noise, others], random, isExact ? undefined : ofPerturbation),
  );
  if (isExact) median("noise", "median of ‖π − x‖₂/‖δ‖₂ of random noise", noise, toOriginal);
  const along = setting.latent === undefined ? [] : of("adversarial", setting.latent.space);
  if (setting.latent !== undefined) {
    const which = isExact && setting.latent.exact ? "on-manifold examples" : `moves along ${setting.latent.space}`;
    median("on-manifold", `median of ${away} of ${which}`, along, ofPerturbation);
  }
  for (const [records, whose] of [
    [of("adversarial"), "regular adversarial examples"],
    [noise, "random noise of the same norm"],
    [along, "on-manifold examples"],
  ] as const) {
    const measured = records.filter((record) => record.tangent !== undefined);
    median("tangent", `median share of ‖δ‖₂ in the tangent space of the manifold, ${whose}`, measured, tangent);
  }
  for (const population of ["adversarial", "noise", "clean"] as const) {
    const measured = of(population).filter((record) => record.residual !== undefined);
    median("residual", `median residual, mean-centred, of ${WORDS[population]}`, measured, residual);
  }
  return findings.filter((found) => found !== undefined);
}

const WORDS = { adversarial: "adversarial examples", noise: "noisy images", clean: "clean images" } as const;
