import type { AttackRecord, Cell, DistanceRecord, Evidence, ModelRecord, Population, Setting, SpaceKind } from "@disentangle/core";
import { imageSuccess, resampleMean, resampleProportion, type ResampledMean } from "@disentangle/evaluation";
import { PROTOCOLS } from "../protocols.ts";

/** Trained models of a strategy, ordered by N and repetition, so that the order of the evidence changes no verdict. */
export function modelsOf(evidence: Evidence, setting: Setting, strategy: string): readonly ModelRecord[] {
  return ordered(evidence.models.filter(({ cell }) => belongs(cell, setting, strategy)));
}

/** Attacks under test on a strategy's models in a space, in which some image is classified correctly; ordered by N and repetition. */
export function attacksOf(evidence: Evidence, setting: Setting, strategy: string, space: SpaceKind): readonly AttackRecord[] {
  return ordered(
    evidence.attacks.filter(
      (record) =>
        belongs(record.cell, setting, strategy) && record.attack === setting.attack && record.space === space && record.correct.includes(1),
    ),
  );
}

/** Distances of a population on normally trained or other models at one size, to the manifold the setting judges by; ordered by repetition. */
export function distancesOf(
  evidence: Evidence,
  setting: Setting,
  wanted: { readonly strategy: string; readonly size: number; readonly space: SpaceKind; readonly population: Population },
): readonly DistanceRecord[] {
  return ordered(
    evidence.distances.filter(
      ({ cell, attack, space, population, exact }) =>
        belongs(cell, setting, wanted.strategy) &&
        cell.size === wanted.size &&
        attack === setting.attack &&
        space === wanted.space &&
        population === wanted.population &&
        exact === setting.exact,
    ),
  );
}

/** Test error E of a model, and draws of it. */
export function errorOf(model: ModelRecord): ResampledMean {
  return resampleProportion(model.errors, model.total);
}

/** Success rate of an attack on correctly classified images, and draws of it: worst case over restarts in `paper`, average in `reference`. */
export function successOf(record: AttackRecord, setting: Setting): ResampledMean {
  return resampleMean(imageSuccess(record, PROTOCOLS[setting.protocol].combine));
}

/** Records by training size, ascending. */
export function bySize<T extends { readonly cell: Cell }>(records: readonly T[]): ReadonlyMap<number, readonly T[]> {
  return Map.groupBy(records, ({ cell }) => cell.size);
}

/** The sizes at which a setting trains a strategy. */
export function sizesOf(setting: Setting, strategy: string): readonly number[] {
  return setting.strategySizes?.[strategy] ?? setting.sizes;
}

function belongs(cell: Cell, setting: Setting, strategy: string): boolean {
  return cell.dataset === setting.dataset && cell.architecture === setting.architecture && cell.strategy === strategy;
}

function ordered<T extends { readonly cell: Cell }>(records: readonly T[]): readonly T[] {
  return records.toSorted((a, b) => a.cell.size - b.cell.size || a.cell.model - b.cell.model);
}
