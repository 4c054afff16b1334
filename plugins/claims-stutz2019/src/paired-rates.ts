import type { AttackRecord, Cell, Evidence, ModelRecord, Random, Setting } from "@disentangle/core";
import { errorByImage, rateBootstraps, successByImage, type Bootstrap, type Measure } from "@disentangle/evaluation/statistics";
import { attacksOf, bySize, modelsOf } from "./select.ts";

/** By how much the second of paired rates lies below the first. */
export interface PairedReduction {
  /** Mean of the first less mean of the second. */
  readonly difference: Bootstrap;
  /** The same as a share of the mean of the first; 0 where that is 0. */
  readonly relative: Bootstrap;
  /** Number of pairs. */
  readonly pairs: number;
}

/** Two strategies, the second expected to lie below the first. */
type Strategies = readonly [first: string, second: string];

/**
 * E(first) − E(second), paired by N and repetition, over the sizes in the lower half of the profile. Absent
 * where no pair was measured.
 */
export function errorReduction(
  evidence: Evidence,
  setting: Setting,
  [first, second]: Strategies,
  random: Random,
): PairedReduction | undefined {
  const lower = lowerHalf(setting);
  const models = (strategy: string): readonly ModelRecord[] =>
    modelsOf(evidence, setting, strategy).filter(({ cell }) => lower.includes(cell.size));
  return reduction(models(first), models(second), errorByImage, random.fork("3b", setting.architecture, first, second));
}

/**
 * M(first) − M(second), paired by N and repetition, over all sizes at which both were attacked on the
 * manifold.
 */
export function successReduction(
  evidence: Evidence,
  setting: Setting,
  [first, second]: Strategies,
  random: Random,
): PairedReduction | undefined {
  const { latent, combine } = setting;
  if (latent === undefined) return undefined;
  const attacks = (strategy: string): readonly AttackRecord[] => attacksOf(evidence, setting, strategy, latent.space);
  const measure = (record: AttackRecord): Measure => successByImage(record, combine);
  return reduction(attacks(first), attacks(second), measure, random.fork("3e", setting.architecture, first, second));
}

/** The sizes in the lower half of the profile, up to its median size. */
export function lowerHalf({ sizes }: Setting): readonly number[] {
  return sizes.slice(0, Math.ceil(sizes.length / 2));
}

function reduction<T extends { readonly cell: Cell }>(
  first: readonly T[],
  second: readonly T[],
  measure: (record: T) => Measure,
  random: Random,
): PairedReduction | undefined {
  const blocks: (readonly [Measure, Measure])[][] = [];
  for (const records of bySize(first).values()) {
    const pairs = records.flatMap((record) => {
      const other = second.find(({ cell }) => cell.size === record.cell.size && cell.model === record.cell.model);
      return other === undefined ? [] : [[measure(record), measure(other)] as const];
    });
    if (pairs.length > 0) blocks.push(pairs);
  }
  const pairs = blocks.flat().length;
  if (pairs === 0) return undefined;
  const [difference, relative] = rateBootstraps(
    blocks,
    [([one, other]) => mean(one) - mean(other), ([one, other]) => (mean(one) === 0 ? 0 : 1 - mean(other) / mean(one))],
    random,
  ) as [Bootstrap, Bootstrap];
  return { difference, relative, pairs };
}

function mean(values: Float64Array | undefined): number {
  let sum = 0;
  for (const value of values as Float64Array) sum += value;
  return sum / (values as Float64Array).length;
}
