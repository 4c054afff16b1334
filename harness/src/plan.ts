import { Fault, type Cell, type Claim, type Need, type Setting, type SpaceKind } from "@disentangle/core";
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
}

/** Expands settings into the cells of one architecture, measured as that profile says. */
export function makePlan(settings: Settings, architecture: string, profile: Profile, exact: boolean, claims: readonly Claim[]): Plan {
  const setting: Setting = {
    profile: profile.name,
    protocol: settings.protocol,
    dataset: settings.dataset.id,
    architecture,
    strategies: profile.strategies,
    sizes: profile.sizes,
    strategySizes: Object.fromEntries(profile.strategies.map((strategy) => [strategy, sizesOf(profile, strategy)])),
    attack: settings.attack.id,
    exact,
  };
  const needs = claims.flatMap((claim) => claim.needs(setting));
  const cells = profile.strategies.flatMap((strategy) =>
    sizesOf(profile, strategy).flatMap((size) => {
      const asked = needs.filter((need) => need.strategy === strategy && need.sizes.includes(size));
      return asked.length === 0 ? [] : cellsAt(profile, { dataset: settings.dataset.id, architecture, strategy, size }, asked);
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
