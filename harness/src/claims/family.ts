import type { Evidence, Measurements, Random, Setting } from "@disentangle/core";
import {
  bootstrapPositive,
  cliffsDelta,
  fallingTrend,
  holm,
  mannWhitneyLess,
  pairedBootstrap,
  type PairedReduction,
  type ResampledMean,
} from "@disentangle/evaluation";
import { attacksOf, bySize, distancesOf, errorOf, modelsOf, successOf } from "./select.ts";
import { NORMAL, ON_MANIFOLD } from "./strategies.ts";

/** Corrected p-value at which a confirmatory test counts. */
export const LEVEL = 0.05;

/** The confirmatory tests of a run: 2c, 3b and 3c, those for which there is evidence. */
export type TestId = "2c" | "3b" | "3c";

/**
 * Holm-corrected p-values of the confirmatory tests on one architecture, among those of the whole run. Every claim that judges a test asks for
 * the whole family, so that the correction is the same whichever claims were asked for, and whichever architecture.
 */
export function correctedTests(run: readonly Measurements[], { architecture }: Setting, random: Random): ReadonlyMap<TestId, number> {
  const tests = run.flatMap(({ evidence, setting }) =>
    testsOf(evidence, setting, random).map((test) => ({ ...test, own: setting.architecture === architecture })),
  );
  const corrected = holm(tests.map(({ p }) => p));
  return new Map(tests.flatMap(({ id, own }, i) => (own ? [[id, corrected[i] as number] as const] : [])));
}

/** The tests on one architecture, uncorrected. */
function testsOf(evidence: Evidence, setting: Setting, random: Random): readonly { readonly id: TestId; readonly p: number }[] {
  const distances = distanceSamples(evidence, setting);
  const gain = errorReduction(evidence, setting, NORMAL, ON_MANIFOLD, random);
  const trend = successTrend(evidence, setting, random);
  return [
    ...(distances === undefined ? [] : [{ id: "2c", p: mannWhitneyLess(distances.latent, distances.image).p } as const]),
    // Two-sided, to agree with the 95 % interval whose lower bound it judges.
    ...(gain === undefined ? [] : [{ id: "3b", p: Math.min(1, 2 * bootstrapPositive(gain.difference)) } as const]),
    ...(trend === undefined ? [] : [{ id: "3c", p: trend.p } as const]),
  ];
}

/** Distances of on-manifold and of regular adversarial examples of normal models to an approximate manifold, at the largest N. */
export function distanceSamples(
  evidence: Evidence,
  setting: Setting,
): { readonly latent: number[]; readonly image: number[]; readonly delta: number } | undefined {
  if (setting.exact) return undefined;
  const size = Math.max(...setting.sizes);
  const of = (space: "latent" | "image"): number[] =>
    distancesOf(evidence, setting, { strategy: NORMAL, size, space, population: "adversarial" }).flatMap(({ distance }) => [...distance]);
  const [latent, image] = [of("latent"), of("image")];
  return latent.length === 0 || image.length === 0 ? undefined : { latent, image, delta: cliffsDelta(latent, image) };
}

/**
 * E(first) − E(second), paired by N and repetition, over the sizes in the lower half of the profile (up to its median size). Absent where no pair
 * was measured.
 */
export function errorReduction(
  evidence: Evidence,
  setting: Setting,
  first: string,
  second: string,
  random: Random,
): (PairedReduction & { readonly pairs: number }) | undefined {
  const largest = setting.sizes[Math.ceil(setting.sizes.length / 2) - 1] ?? 0;
  const others = modelsOf(evidence, setting, second);
  const blocks: (readonly [ResampledMean, ResampledMean])[][] = [];
  for (const [size, models] of bySize(modelsOf(evidence, setting, first))) {
    if (size > largest) continue;
    const pairs = models.flatMap((model) => {
      const other = others.find(({ cell }) => cell.size === size && cell.model === model.cell.model);
      return other === undefined ? [] : [[errorOf(model), errorOf(other)] as const];
    });
    if (pairs.length > 0) blocks.push(pairs);
  }
  const pairs = blocks.flat().length;
  return pairs === 0 ? undefined : { ...pairedBootstrap(blocks, random.fork("3b", setting.architecture, first, second)), pairs };
}

/** Does the on-manifold success rate of normal models fall with N? Absent with fewer than three sizes. */
export function successTrend(
  evidence: Evidence,
  setting: Setting,
  random: Random,
): { readonly correlation: number; readonly p: number; readonly n: number } | undefined {
  const records = attacksOf(evidence, setting, NORMAL, "latent");
  if (bySize(records).size < 3) return undefined;
  const sizes = records.map(({ cell }) => cell.size);
  const rates = records.map((record) => successOf(record, setting).mean);
  return { ...fallingTrend(sizes, rates, random.fork("3c", setting.architecture)), n: records.length };
}
