import {
  Fault,
  isOutOfReach,
  spaceKind,
  trainedOn,
  withoutVerdict,
  type Cell,
  type Claim,
  type Need,
  type Setting,
  type SpaceKind,
  type SpaceName,
  type Strategy,
} from "@disentangle/core";
import type { Profile } from "../request/profiles.ts";
import { formatPart } from "../request/part-choice.ts";
import { PROTOCOLS } from "../request/protocols.ts";
import type { Settings } from "../request/settings.ts";
import type { RunFacts } from "./run-facts.ts";

/** What must be measured on one cell. */
export interface CellPlan {
  readonly cell: Cell;
  /** Spaces to attack in. */
  readonly attacks: readonly SpaceName[];
  readonly sweep: boolean;
  /** Spaces whose adversarial examples the ruler measures. */
  readonly distances: readonly SpaceName[];
  /** Latent spaces whose examples are checked for their label. */
  readonly labels: readonly SpaceName[];
}

/** What a run measures for one architecture: the union of what its claims need. */
export interface Plan {
  readonly architecture: string;
  readonly setting: Setting;
  readonly profile: Profile;
  readonly claims: readonly Claim[];
  readonly cells: readonly CellPlan[];
  /** Claims that will stay inconclusive whatever is measured, and why, in words. */
  readonly outOfReach: readonly string[];
}

/** Plain training, from which every claim starts. */
export const NORMAL = "normal";

function trained(strategy: Strategy | undefined): readonly SpaceName[] {
  return strategy === undefined ? [] : trainedOn(strategy);
}

/** What a claim is told of a run. */
function settingOf(
  settings: Settings,
  architecture: string,
  profile: Profile,
  facts: RunFacts,
  strategies: ReadonlyMap<string, Strategy>,
): Setting {
  const [first, ...others] = facts.latent;
  return {
    profile: profile.name,
    evidence: profile.evidence,
    ...(profile.larger && { larger: profile.larger }),
    protocol: settings.protocol,
    combine: PROTOCOLS[settings.protocol].combine,
    dataset: facts.dataset,
    architecture,
    strategies: profile.strategies,
    sizes: profile.sizes,
    strategySizes: Object.fromEntries(profile.strategies.map((strategy) => [strategy, sizesOf(profile, strategy)])),
    models: Object.fromEntries(profile.strategies.map((strategy) => [strategy, modelsOf(profile, strategy)])),
    trainedOn: Object.fromEntries(profile.strategies.map((id) => [id, trained(strategies.get(id))])),
    attacked: profile.attacked,
    attack: settings.attack.id,
    ...(first && { latent: first }),
    otherLatent: others.map(({ space }) => space),
    ...(facts.ruler && { ruler: facts.ruler }),
  };
}

/**
 * Expands settings into the cells of one architecture: what its claims need, and attacks in the profile's
 * spaces.
 *
 * @param profile as it is for this architecture on this dataset
 * @param strategies all that the run knows, by id
 * @throws Fault `contradiction` where no claim, or one asked for by name, cannot be judged, or nothing looks
 * at a strategy asked for by name
 */
export function makePlan(
  settings: Settings,
  architecture: string,
  profile: Profile,
  facts: RunFacts,
  claims: readonly Claim[],
  strategies: ReadonlyMap<string, Strategy>,
): Plan {
  const setting = settingOf(settings, architecture, profile, facts, strategies);
  const { named } = settings;
  const answers = claims.map((claim) => claim.needs(setting));
  const beyond = answers.filter(isOutOfReach);
  const [first] = beyond;
  if (first !== undefined && (named.has("claims") || beyond.length === claims.length)) {
    const others = named.has("claims") && beyond.length < claims.length ? " Or ask for other claims (--claims)." : "";
    throw new Fault("contradiction", `${first.why}.`, { value: settings.claims, mend: `${first.mend}${others}` });
  }
  const needs = answers.flatMap((answer) => (isOutOfReach(answer) ? [] : answer));
  const spaces = spacesAsked(settings, facts);
  if (spaces.length > 0) {
    needs.push(...profile.strategies.map((strategy) => ({ strategy, sizes: sizesOf(profile, strategy), attacks: spaces })));
  }
  const idle = profile.strategies.find((strategy) => !needs.some((need) => need.strategy === strategy));
  if (named.has("strategies") && idle !== undefined) {
    throw new Fault("contradiction", `No claim asked for (${settings.claims.join(", ")}) looks at the strategy "${idle}".`, {
      value: idle,
      mend: "Add --spaces image to attack its models all the same, ask for claim 4 (--claims), or leave it out.",
    });
  }
  const cells = profile.strategies.flatMap((strategy) =>
    sizesOf(profile, strategy).flatMap((size) => {
      const asked = needs.filter((need) => need.strategy === strategy && need.sizes.includes(size));
      const cell = { dataset: facts.dataset, architecture, strategy, size };
      return asked.length === 0 ? [] : cellsAt(profile, cell, asked, setting);
    }),
  );
  if (settings.minimumNorm !== undefined && settings.beside.length === 0 && !cells.some(({ sweep }) => sweep)) {
    throw new Fault("contradiction", `No claim asked for (${settings.claims.join(", ")}) sweeps the attack over radii.`, {
      value: formatPart(settings.minimumNorm),
      mend: "Ask for claim 4 at two --sizes or more (--claims), or leave out --minimum-norm.",
    });
  }
  const foretold = answers.flatMap((answer) => (isOutOfReach(answer) ? answer.why : (withoutVerdict(setting, answer) ?? [])));
  return { architecture, setting, profile, claims, cells, outOfReach: [...new Set(foretold)] };
}

/**
 * Spaces in which every model is attacked. What a profile attacks besides gives way where there is no such
 * space, what was asked for by name does not.
 *
 * @throws Fault `contradiction`
 */
function spacesAsked({ spaces, named }: Settings, facts: RunFacts): readonly SpaceName[] {
  const there: Readonly<Record<SpaceKind, readonly SpaceName[]>> = {
    image: ["image"],
    latent: facts.latent.map(({ space }) => space),
    transformation: facts.transformations ? ["transformation"] : [],
  };
  const absent = spaces.find((kind) => there[kind].length === 0);
  if (absent !== undefined && named.has("spaces")) {
    const [why, mend] =
      absent === "latent"
        ? ["no manifold of the run has codes", "Name one that has (--manifold), or other --spaces."]
        : [`${facts.dataset} says of no transformation that it keeps the class`, "Choose other --spaces."];
    throw new Fault("contradiction", `Models cannot be attacked in the space ${absent}, as ${why}.`, { value: absent, mend });
  }
  return spaces.flatMap((kind) => there[kind]);
}

/** The training sizes at which a strategy is trained. */
function sizesOf({ sizes, largestOther }: Profile, strategy: string): readonly number[] {
  return strategy === NORMAL ? sizes : sizes.filter((size) => size <= largestOther);
}

function modelsOf({ models }: Profile, strategy: string): number {
  return strategy === NORMAL ? models.normal : models.others;
}

function cellsAt(profile: Profile, cell: Omit<Cell, "model">, needs: readonly Need[], { latent, otherLatent }: Setting): CellPlan[] {
  const all = (pick: (need: Need) => readonly SpaceName[] | undefined): readonly SpaceName[] => [
    ...new Set(needs.flatMap((need) => pick(need) ?? [])),
  ];
  // Further latent spaces are searched and checked as the judged one is, and reported beside it.
  const beside = (spaces: readonly SpaceName[]): readonly SpaceName[] =>
    latent !== undefined && spaces.includes(latent.space) ? [...new Set([...spaces, ...otherLatent])] : spaces;
  const distances = all((need) => need.distances);
  const labels = beside(all((need) => need.labels));
  const attacks = [...new Set([...beside(all(({ attacks: spaces }) => spaces)), ...distances, ...labels])].toSorted(byKind);
  const sweep = needs.some((need) => need.sweep === true);
  return Array.from({ length: modelsOf(profile, cell.strategy) }, (_, model) => ({
    cell: { ...cell, model },
    attacks: sweep && !attacks.includes("image") ? ["image", ...attacks] : attacks,
    sweep,
    distances,
    labels,
  }));
}

const ORDER: readonly SpaceKind[] = ["image", "latent", "transformation"];

function byKind(a: SpaceName, b: SpaceName): number {
  return ORDER.indexOf(spaceKind(a)) - ORDER.indexOf(spaceKind(b));
}
