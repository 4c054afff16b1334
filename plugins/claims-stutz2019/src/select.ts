import type { AttackKey, AttackRecord, Cell, Evidence, ModelRecord, Population, Setting, SpaceName, SweepRecord } from "@disentangle/core";
import type { DistanceRecord, LabelRecord } from "@disentangle/core";

// What of the evidence a setting judges, ordered by N and repetition, so that the order of the evidence
// changes no verdict.

/** Trained models of a strategy. */
export function modelsOf(evidence: Evidence, setting: Setting, strategy: string): readonly ModelRecord[] {
  return ordered(evidence.models.filter(({ cell }) => belongs(cell, setting, strategy)));
}

/** Attacks under test on a strategy's models in a space, in which some image is classified correctly. */
export function attacksOf(evidence: Evidence, setting: Setting, strategy: string, space: SpaceName): readonly AttackRecord[] {
  return ordered(evidence.attacks.filter((record) => isOf(record, setting, strategy, space) && record.correct.includes(1)));
}

/** Sweeps of the attack under test over images, in which some image is classified correctly. */
export function sweepsOf(evidence: Evidence, setting: Setting, strategy: string): readonly SweepRecord[] {
  return ordered(evidence.sweeps.filter((record) => isOf(record, setting, strategy, "image") && record.correct.includes(1)));
}

/** Label checks of the attack under test in a latent space. */
export function labelsOf(evidence: Evidence, setting: Setting, strategy: string, space: SpaceName): readonly LabelRecord[] {
  return ordered(evidence.labels.filter((record) => isOf(record, setting, strategy, space)));
}

/**
 * Distances of a population beside the attack under test on a strategy's models at one size, measured by the
 * ruler of the run.
 */
export function distancesOf(
  evidence: Evidence,
  setting: Setting,
  wanted: { readonly strategy: string; readonly size: number; readonly space: SpaceName; readonly population: Population },
): readonly DistanceRecord[] {
  const { strategy, size, space } = wanted;
  return ordered(
    evidence.distances.filter(
      (record) =>
        isOf(record, setting, strategy, space) &&
        record.cell.size === size &&
        record.population === wanted.population &&
        record.ruler === setting.ruler?.id,
    ),
  );
}

/** Records by training size, ascending. */
export function bySize<T extends { readonly cell: Cell }>(records: readonly T[]): ReadonlyMap<number, readonly T[]> {
  return Map.groupBy(records, ({ cell }) => cell.size);
}

/** The sizes at which a setting trains a strategy. */
export function sizesOf(setting: Setting, strategy: string): readonly number[] {
  return setting.strategySizes[strategy] ?? setting.sizes;
}

/** The largest training size of the run. */
export function largestSize({ sizes }: Setting): number {
  return Math.max(...sizes);
}

function isOf({ cell, attack, space }: AttackKey, setting: Setting, strategy: string, wanted: SpaceName): boolean {
  return belongs(cell, setting, strategy) && attack === setting.attack && space === wanted;
}

function belongs(cell: Cell, setting: Setting, strategy: string): boolean {
  return cell.dataset === setting.dataset && cell.architecture === setting.architecture && cell.strategy === strategy;
}

function ordered<T extends { readonly cell: Cell }>(records: readonly T[]): readonly T[] {
  return records.toSorted((a, b) => a.cell.size - b.cell.size || a.cell.model - b.cell.model);
}

/** The strategies of which models are trained at all. */
export function trainedOf(setting: Setting): readonly string[] {
  return setting.strategies.filter((strategy) => sizesOf(setting, strategy).length > 0);
}
