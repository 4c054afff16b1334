import {
  Fault,
  latentSpaceName,
  manifoldOf,
  type Dataset,
  type Setting,
  type SpaceKind,
  type SpaceName,
  type Strategy,
} from "@disentangle/core";
import { strategyOn } from "@disentangle/training";
import type { Workbench } from "../parts/workbench.ts";
import type { Profile } from "../request/profiles.ts";
import type { Request } from "../request/request.ts";
import type { Settings } from "../request/settings.ts";

/** What a plan must know of the parts of a run; plain data, so that plans can be tried without any. */
export interface RunFacts {
  readonly dataset: string;
  /** How to get the rest, where the dataset is a sample. */
  readonly sample?: string;
  /** Images per split. */
  readonly images: { readonly train: number; readonly test: number };
  /** Whether transformations may be searched. */
  readonly transformations: boolean;
  /** Latent spaces, the one that claims judge first. */
  readonly latent: readonly NonNullable<Setting["latent"]>[];
  readonly ruler?: { readonly id: string; readonly exact: boolean };
}

/** The facts of a run. */
export function runFacts({ dataset, manifolds, ruler }: Pick<Workbench, "dataset" | "manifolds" | "ruler">): RunFacts {
  const { part } = dataset;
  return {
    dataset: part.id,
    ...(part.sample !== undefined && { sample: part.sample }),
    images: imagesOf(part),
    transformations: part.transformations !== undefined,
    latent: [...manifolds.values()].flatMap(({ id, exact, codes }) =>
      codes === undefined
        ? []
        : [{ space: latentSpaceName(id), exact, ...(codes.tellsLabels === false && { tellsLabels: false as const }) }],
    ),
    ...(ruler && { ruler: { id: ruler.id, exact: ruler.exact } }),
  };
}

function imagesOf(dataset: Dataset): RunFacts["images"] {
  return { train: dataset.count("train"), test: dataset.count("test") };
}

/**
 * A profile as a dataset and its manifolds allow. Defaults that cannot be had step aside with a note; what
 * was asked for by name is refused.
 *
 * @throws Fault `contradiction`, naming the option to change
 */
export function fitProfile(
  profile: Profile,
  { named }: Pick<Settings, "named">,
  facts: RunFacts,
  known: ReadonlyMap<string, Strategy>,
): { readonly profile: Profile; readonly notes: readonly string[] } {
  const notes: string[] = [];
  const { train, test } = facts.images;
  const fits = (what: string, option: keyof Request, flag: string, asked: number, there: number): number => {
    if (asked <= there) return asked;
    if (named.has(option)) {
      throw new Fault("contradiction", `${asked} ${what} were asked for; ${facts.dataset} has ${there}.`, {
        value: asked,
        mend: `Choose fewer with ${flag}.${facts.sample === undefined ? "" : ` This is a sample. ${facts.sample}`}`,
      });
    }
    notes.push(`${there} ${what} instead of ${asked}, as ${facts.dataset} has no more.`);
    return there;
  };
  const largest = Math.max(...profile.sizes);
  if (named.has("sizes")) fits("training images", "sizes", "--sizes", largest, train);
  const sizes = profile.sizes.filter((size) => size <= train);
  if (sizes.length < profile.sizes.length && sizes.length > 0) {
    notes.push(`Training sizes up to ${Math.max(...sizes)} instead of ${largest}, as ${facts.dataset} has ${train} training images.`);
  }
  if (sizes.length === 0) fits("training images", "dataset", "--sizes", Math.min(...profile.sizes), train);
  const testImages = fits("test images", "testImages", "--test-images", profile.testImages, test);
  const attackedMost = Math.max(...Object.values(profile.attacked));
  const limit = fits("attacked test images", "attacked", "--attacked", attackedMost, test);
  const attacked = Object.fromEntries(Object.entries(profile.attacked).map(([kind, count]) => [kind, Math.min(count, limit)]));
  const strategies = named.has("strategies") ? profile.strategies : availableStrategies(profile.strategies, facts, known, notes);
  return { profile: { ...profile, sizes, testImages, attacked: attacked as Record<SpaceKind, number>, strategies }, notes };
}

/** A profile's strategies on the manifold that the run has, without those that need what it has not. */
function availableStrategies(
  strategies: readonly string[],
  { latent, transformations, dataset }: RunFacts,
  known: ReadonlyMap<string, Strategy>,
  notes: string[],
): readonly string[] {
  const transforms = (strategy: string): boolean => searchedBy(known.get(strategy)).includes("transformation");
  return strategies.flatMap((strategy) => {
    if (strategy === "on-manifold") {
      if (latent.length > 0) return latent.map(({ space, exact }) => strategyOn({ id: manifoldOf(space) ?? "", exact }));
      notes.push(`Done without on-manifold training, as no manifold of the run has codes.`);
      return [];
    }
    if (!transformations && transforms(strategy)) {
      notes.push(`Done without ${strategy}, as ${dataset} says of no transformation that it keeps the class.`);
      return [];
    }
    return [strategy];
  });
}

/** Spaces that a strategy trains in, those of clean images aside. */
export function searchedBy(strategy: Strategy | undefined): readonly SpaceName[] {
  const spaces = strategy?.steps.flat().map(({ space }) => space) ?? [];
  return [...new Set(spaces.filter((space) => space !== "clean"))];
}
