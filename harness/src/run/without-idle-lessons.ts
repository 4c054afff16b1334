import { manifoldOf, spaceKind, type SpaceName, type Strategy } from "@disentangle/core";
import type { Profile } from "../request/profiles.ts";
import type { Settings } from "../request/settings.ts";
import type { Plan } from "./plan.ts";
import { searchedBy, type RunFacts } from "./run-facts.ts";

/**
 * The profile of a plan without strategies that alone would have a manifold learned: where no claim asked for
 * looks at codes and neither manifolds nor strategies are named, `--claims 4` on a real dataset is a matter
 * of minutes.
 *
 * @returns undefined where there is nothing to leave out
 */
export function withoutIdleLessons(
  { profile, cells }: Pick<Plan, "profile" | "cells">,
  { named }: Pick<Settings, "named">,
  { latent }: Pick<RunFacts, "latent">,
  strategies: ReadonlyMap<string, Strategy>,
): { readonly profile: Profile; readonly note: string } | undefined {
  if (named.has("strategies") || named.has("manifolds")) return undefined;
  const searched = cells.some(({ attacks }) => attacks.some((space) => spaceKind(space) === "latent"));
  const learned = new Set<SpaceName>(latent.filter(({ exact }) => !exact).map(({ space }) => space));
  const idle = profile.strategies.filter((id) => searchedBy(strategies.get(id)).some((space) => learned.has(space)));
  if (searched || idle.length === 0 || idle.length === profile.strategies.length) return undefined;
  const [manifold] = [...learned].map(manifoldOf);
  return {
    profile: { ...profile, strategies: profile.strategies.filter((id) => !idle.includes(id)) },
    note: `Done without ${idle.join(" and ")} training, for which alone ${manifold} would have to be learned; --manifold ${manifold} brings it back.`,
  };
}
