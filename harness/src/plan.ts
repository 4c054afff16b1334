import { Fault, type Cell, type Claim, type Manifold, type Need, type Setting, type SpaceKind } from "@disentangle/core";
import { outOfReach } from "./claims/out-of-reach.ts";
import { NORMAL } from "./claims/strategies.ts";
import type { Profile } from "./profiles.ts";
import type { Settings } from "./settings.ts";

/** What must be measured on one cell. */
export interface CellPlan {
  readonly cell: Cell;
  /** Spaces to attack in. */
  readonly attacks: readonly SpaceKind[];
  readonly sweep: boolean;
  readonly distances: boolean;
}

/** What a run measures for one architecture: the union of what its claims need. */
export interface Plan {
  readonly architecture: string;
  readonly setting: Setting;
  readonly claims: readonly Claim[];
  readonly cells: readonly CellPlan[];
  /** Claims that will stay inconclusive whatever is measured, and why, in words. */
  readonly outOfReach: readonly string[];
}

/**
 * Expands settings into the cells of one architecture, measured as that profile says: what its claims need, and attacks in the profile's spaces.
 *
 * @throws Fault `contradiction` where no claim, or one asked for by name, cannot be judged, or nothing looks at a strategy asked for by name
 */
export function makePlan(settings: Settings, architecture: string, profile: Profile, manifold: Manifold, claims: readonly Claim[]): Plan {
  const setting: Setting = {
    profile: profile.name,
    protocol: settings.protocol,
    dataset: settings.dataset.id,
    architecture,
    strategies: profile.strategies,
    sizes: profile.sizes,
    strategySizes: Object.fromEntries(profile.strategies.map((strategy) => [strategy, sizesOf(profile, strategy)])),
    attack: settings.attack.id,
    exact: manifold.exact,
  };
  const { named } = settings;
  const beyond = claims.map((claim) => outOfReach(claim, setting, profile)).filter((reason) => reason !== undefined);
  const [first] = beyond;
  if (first !== undefined && (named.claims || beyond.length === claims.length)) {
    const others = named.claims && beyond.length < claims.length ? " Or ask for other claims (--claims)." : "";
    throw new Fault("contradiction", `${first.why}.`, { value: settings.claims, mend: `${first.mend}${others}` });
  }
  const needs = claims.flatMap((claim) => claim.needs(setting));
  // What a profile measures besides gives way to a manifold without decoder; what was asked for by name does not.
  const spaces = profile.spaces.filter((space) => named.spaces || space !== "latent" || manifold.space !== undefined);
  if (spaces.length > 0) needs.push(...profile.strategies.map((strategy) => everywhere(profile, strategy, spaces)));
  const idle = profile.strategies.find((strategy) => !needs.some((need) => need.strategy === strategy));
  if (named.strategies && idle !== undefined) {
    throw new Fault("contradiction", `No claim asked for (${settings.claims.join(", ")}) looks at the strategy "${idle}".`, {
      value: idle,
      mend: "Add --spaces image to attack its models all the same, ask for claim 4 (--claims), or leave it out.",
    });
  }
  const cells = profile.strategies.flatMap((strategy) =>
    sizesOf(profile, strategy).flatMap((size) => {
      const asked = needs.filter((need) => need.strategy === strategy && need.sizes.includes(size));
      return asked.length === 0 ? [] : cellsAt(profile, { dataset: settings.dataset.id, architecture, strategy, size }, asked);
    }),
  );
  return { architecture, setting, claims, cells, outOfReach: beyond.map(({ why }) => why) };
}

/** The attacks on every model of a strategy. */
function everywhere(profile: Profile, strategy: string, attacks: readonly SpaceKind[]): Need {
  return { strategy, sizes: sizesOf(profile, strategy), attacks, distances: false, sweep: false };
}

/** The training sizes at which a strategy is trained. */
function sizesOf({ sizes, largestOther }: Profile, strategy: string): readonly number[] {
  return strategy === NORMAL ? sizes : sizes.filter((size) => size <= largestOther);
}

function cellsAt({ models }: Profile, cell: Omit<Cell, "model">, needs: readonly Need[]): CellPlan[] {
  const attacks = [...new Set(needs.flatMap((need) => need.attacks))];
  return Array.from({ length: cell.strategy === NORMAL ? models.normal : models.others }, (_, model) => ({
    cell: { ...cell, model },
    attacks,
    sweep: needs.some((need) => need.sweep),
    distances: needs.some((need) => need.distances),
  }));
}

/** Fewest models of any training that a claim looks at. */
export function fewestModels({ cells, setting }: Plan, claim: Claim): number {
  const looked = claim.needs(setting).flatMap(({ strategy, sizes }) => sizes.map((size) => ({ strategy, size })));
  return Math.min(
    ...looked.map(({ strategy, size }) => cells.filter(({ cell }) => cell.strategy === strategy && cell.size === size).length),
  );
}
