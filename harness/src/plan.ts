import { Fault, type Cell, type Claim, type Need, type Setting, type SpaceKind } from "@disentangle/core";
import { NORMAL } from "./claims/strategies.ts";
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
}

/** Expands settings into the cells of one architecture. */
export function makePlan(settings: Settings, architecture: string, exact: boolean, claims: readonly Claim[]): Plan {
  const { profile } = settings;
  const setting: Setting = {
    profile: profile.name,
    protocol: settings.protocol,
    dataset: settings.dataset.id,
    architecture,
    strategies: profile.strategies,
    sizes: profile.sizes,
    strategySizes: Object.fromEntries(profile.strategies.map((strategy) => [strategy, sizesOf(settings, strategy)])),
    attack: settings.attack.id,
    exact,
  };
  const needs = claims.flatMap((claim) => claim.needs(setting));
  const cells = profile.strategies.flatMap((strategy) =>
    sizesOf(settings, strategy).flatMap((size) => {
      const asked = needs.filter((need) => need.strategy === strategy && need.sizes.includes(size));
      return asked.length === 0 ? [] : cellsAt(settings, architecture, strategy, size, asked);
    }),
  );
  if (cells.length === 0) {
    throw new Fault("contradiction", `No claim asked for can be judged with the strategies ${profile.strategies.join(", ")}.`, {
      value: profile.strategies,
      mend: `Add the strategy "${NORMAL}", or ask for other claims with --claims.`,
    });
  }
  return { architecture, setting, claims, cells };
}

/** The training sizes at which a strategy is trained. */
function sizesOf({ profile }: Settings, strategy: string): readonly number[] {
  return strategy === NORMAL ? profile.sizes : profile.sizes.filter((size) => size <= profile.largestOther);
}

function cellsAt(settings: Settings, architecture: string, strategy: string, size: number, needs: readonly Need[]): CellPlan[] {
  const { models } = settings.profile;
  const attacks = [...new Set(needs.flatMap((need) => need.attacks))];
  return Array.from({ length: strategy === NORMAL ? models.normal : models.others }, (_, model) => ({
    cell: { dataset: settings.dataset.id, architecture, strategy, size, model },
    attacks,
    sweep: needs.some((need) => need.sweep),
    distances: needs.some((need) => need.distances),
  }));
}
