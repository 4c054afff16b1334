import {
  Random,
  type Claim,
  type DistanceRecord,
  type Evidence,
  type Finding,
  type Population,
  type Setting,
  type Verdict,
} from "@disentangle/core";
import { OUTSIDE } from "@disentangle/core";
import plugin from "../src/index.ts";
import { SCENARIOS } from "../tools/scenarios.ts";
import { approximateSettingOf, QUICK, settingOf, simulate, type Effort, type World } from "../tools/simulate.ts";

// Evidence for the tests of the claims, and shorthands to judge it.

/** The four claims, as a run makes them. */
export const CLAIMS: readonly Claim[] = await Promise.all(
  plugin.offers.map(async (offer) => (await offer.configure({}).make(OUTSIDE)) as Claim),
);

export const SETTING: Setting = settingOf(QUICK);
export const LEARNED: Setting = approximateSettingOf(QUICK);

/** What the paper reports, with hardly any difference between models, and M that falls throughout. */
export const TRUE: World = {
  ...(SCENARIOS[0]?.world as World),
  onManifold: (_, size) => 1.5 - 0.12 * Math.log(size),
  regular: () => 0.9,
  spread: 0.002,
};

/** The same, as nearest neighbours measure it. */
export const TRUE_LEARNED: World = { ...TRUE, ratio: { leaving: 0.926, back: 1, control: 0.371, along: 0.493 } };

export function claim(id: string): Claim {
  return CLAIMS.find((one) => one.id === id) as Claim;
}

export function judge(id: string, evidence: Evidence, setting: Setting = SETTING): Verdict {
  return claim(id).judge(evidence, setting, Random.seeded(2));
}

/** One run of the true world, changed. */
export function world(id: string, changed: Partial<World> = {}, effort: Effort = QUICK): Evidence {
  return simulate(id, { ...TRUE, ...changed }, effort, Random.seeded(1));
}

/** One run on a learned manifold. */
export function learned(id: string, changed: Partial<World> = {}, effort: Effort = QUICK): Evidence {
  return simulate(id, { ...TRUE_LEARNED, ...changed }, effort, Random.seeded(1), LEARNED);
}

export function found({ findings }: Verdict, id: string, about = ""): Finding | undefined {
  return findings.find((finding) => finding.id === id && finding.quantity.includes(about));
}

/** Evidence with the distances of a population scaled. */
export function scaled(evidence: Evidence, population: Population, factor: number): Evidence {
  const distances = evidence.distances.map((record) =>
    record.population === population ? { ...record, distance: record.distance.map((distance) => distance * factor) } : record,
  );
  return { ...evidence, distances };
}

/** Evidence without a population. */
export function without(evidence: Evidence, population: Population): Evidence {
  return { ...evidence, distances: evidence.distances.filter((record) => record.population !== population) };
}

/** Evidence in which a population has the distances of another, beside regular attacks. */
export function copied(evidence: Evidence, from: Population, to: Population): Evidence {
  const copies = evidence.distances
    .filter(({ population, space }) => population === from && space === "image")
    .map((record): DistanceRecord => ({ ...record, population: to }));
  return { ...evidence, distances: [...without(evidence, to).distances, ...copies] };
}
