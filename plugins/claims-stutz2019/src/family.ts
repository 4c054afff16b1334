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
import { errorReduction, type PairedReduction } from "./paired-rates.ts";
import { attacksOf, bySize, distancesOf, largestSize } from "./select.ts";
import { NORMAL, onManifoldStrategy } from "./strategies.ts";

/** Corrected p-value at which a confirmatory test counts. */
export const LEVEL = 0.05;

/** Fewest sizes over which a trend is looked for. */
const FEWEST_SIZES = 3;

/** A confirmatory test: what was measured, and its p-value after correction for all tests of the run. */
type Corrected<T> = T & { readonly p: number; readonly corrected: number };

/** The confirmatory tests on one architecture: 2c, 3b and 3c, those for which there is evidence. */
export interface Tests {
  readonly moves?: Corrected<Moves>;
  readonly gain?: Corrected<PairedReduction>;
  readonly trend?: Corrected<Trend>;
}

/**
 * The confirmatory tests on one architecture, Holm-corrected among those of the whole run. Every claim that
 * judges a test asks for the whole family, so that the correction is the same whichever claims were asked
 * for, and whichever architecture.
 */
export function correctedTests(run: readonly Measurements[], { architecture }: Setting, random: Random): Tests {
  const all = run.map(({ evidence, setting }) => ({ ...testsOf(evidence, setting, random), own: setting.architecture === architecture }));
  const pValues = all.flatMap(({ moves, gain, trend }) => [moves?.p, gain?.p, trend?.p].filter((p) => p !== undefined));
  const corrected = holm(pValues);
  const next = <T extends { readonly p: number }>(test: T | undefined): Corrected<T> | undefined =>
    test === undefined ? undefined : { ...test, corrected: corrected.shift() as number };
  for (const { moves, gain, trend, own } of all) {
    // In the order of the p-values.
    const [first, second, third] = [next(moves), next(gain), next(trend)];
    if (own) return { ...(first && { moves: first }), ...(second && { gain: second }), ...(third && { trend: third }) };
  }
  return {};
}

/** The tests on one architecture, uncorrected. */
function testsOf(evidence: Evidence, setting: Setting, random: Random) {
  const trained = onManifoldStrategy(setting);
  const moves = movesAway(evidence, setting);
  const gain = trained === undefined ? undefined : errorReduction(evidence, setting, [NORMAL, trained], random);
  const trend = successTrend(evidence, setting, random);
  return {
    moves: moves && { ...moves, p: mannWhitneyLess(moves.onManifold, moves.regular).p },
    // Two-sided, to agree with the 95 % interval whose lower bound it judges.
    gain: gain && { ...gain, p: Math.min(1, 2 * bootstrapPositive(gain.difference)) },
    trend,
  };
}

/** How far on-manifold and regular adversarial examples lead away. */
interface Moves {
  readonly onManifold: readonly number[];
  readonly regular: readonly number[];
  /** Cliff's delta of the former against the latter. */
  readonly delta: number;
}

/** Whether M falls with N. */
interface Trend {
  readonly correlation: number;
  readonly p: number;
  readonly n: number;
}

/**
 * How much of their moves leads away from the manifold, o = d/‖δ‖₂, of on-manifold and of regular adversarial
 * examples of normal models at the largest N; on a learned manifold alone.
 */
function movesAway(evidence: Evidence, setting: Setting): Moves | undefined {
  const { latent } = setting;
  if (latent === undefined || latent.exact) return undefined;
  const wanted = { strategy: NORMAL, size: largestSize(setting), population: "adversarial" } as const;
  const of = (space: "image" | typeof latent.space): number[] =>
    valuesOf(distancesOf(evidence, setting, { ...wanted, space }), ofPerturbation);
  const [onManifold, regular] = [of(latent.space), of("image")];
  if (onManifold.length === 0 || regular.length === 0) return undefined;
  return { onManifold, regular, delta: cliffsDelta(onManifold, regular) };
}

/** Does the on-manifold success rate of normal models fall with N? Absent with fewer than three sizes. */
function successTrend(evidence: Evidence, setting: Setting, random: Random): Trend | undefined {
  const { latent } = setting;
  const records = latent === undefined ? [] : attacksOf(evidence, setting, NORMAL, latent.space);
  if (bySize(records).size < FEWEST_SIZES) return undefined;
  const sizes = records.map(({ cell }) => cell.size);
  const rates = records.map((record) => meanOf(successByImage(record, setting.combine)).mean);
  return { ...fallingTrend(sizes, rates, random.fork("3c", setting.architecture)), n: records.length };
}
