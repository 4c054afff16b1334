import type { Evidence, Measurements, Random, Setting } from "@disentangle/core";
import {
  bootstrapPositive,
  cliffsDelta,
  fallingTrend,
  holm,
  mannWhitneyLess,
  meanOf,
  successByImage,
} from "@disentangle/evaluation/statistics";
import { ofPerturbation, valuesOf } from "./distances.ts";
import { errorReduction } from "./paired-rates.ts";
import { attacksOf, bySize, distancesOf, largestSize } from "./select.ts";
import { NORMAL, onManifoldStrategy } from "./strategies.ts";

/** Corrected p-value at which a confirmatory test counts. */
export const LEVEL = 0.05;

/** Fewest sizes over which a trend is looked for. */
const FEWEST_SIZES = 3;

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
  const moves = movesAway(evidence, setting);
  const trained = onManifoldStrategy(setting);
  const gain = trained === undefined ? undefined : errorReduction(evidence, setting, [NORMAL, trained], random);
  const trend = successTrend(evidence, setting, random);
  return [
    ...(moves === undefined ? [] : [{ id: "2c", p: mannWhitneyLess(moves.onManifold, moves.regular).p } as const]),
    // Two-sided, to agree with the 95 % interval whose lower bound it judges.
    ...(gain === undefined ? [] : [{ id: "3b", p: Math.min(1, 2 * bootstrapPositive(gain.difference)) } as const]),
    ...(trend === undefined ? [] : [{ id: "3c", p: trend.p } as const]),
  ];
}

/**
 * How much of their moves leads away from the manifold, o = d/‖δ‖₂, of on-manifold and of regular adversarial examples of normal models at the
 * largest N; on a learned manifold alone.
 */
export function movesAway(
  evidence: Evidence,
  setting: Setting,
): { readonly onManifold: number[]; readonly regular: number[]; readonly delta: number } | undefined {
  const { latent } = setting;
  if (latent === undefined || latent.exact) return undefined;
  const wanted = { strategy: NORMAL, size: largestSize(setting), population: "adversarial" } as const;
  const of = (space: "image" | typeof latent.space): number[] => valuesOf(distancesOf(evidence, setting, { ...wanted, space }), ofPerturbation);
  const [onManifold, regular] = [of(latent.space), of("image")];
  if (onManifold.length === 0 || regular.length === 0) return undefined;
  return { onManifold, regular, delta: cliffsDelta(onManifold, regular) };
}

/** Does the on-manifold success rate of normal models fall with N? Absent with fewer than three sizes. */
export function successTrend(
  evidence: Evidence,
  setting: Setting,
  random: Random,
): { readonly correlation: number; readonly p: number; readonly n: number } | undefined {
  const { latent } = setting;
  const records = latent === undefined ? [] : attacksOf(evidence, setting, NORMAL, latent.space);
  if (bySize(records).size < FEWEST_SIZES) return undefined;
  const sizes = records.map(({ cell }) => cell.size);
  const rates = records.map((record) => meanOf(successByImage(record, setting.combine)).mean);
  return { ...fallingTrend(sizes, rates, random.fork("3c", setting.architecture)), n: records.length };
}
