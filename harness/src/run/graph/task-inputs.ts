import { type Group, type Json, type SpaceName } from "@disentangle/core";
import { identityWithout, type Identity } from "../../parts/part-identity.ts";
import type { Workbench } from "../../parts/workbench.ts";

/** An identity as inputs hold it. */
export function plain(identity: Identity): Json {
  return { ...identityWithout(identity, []) };
}

/** The manifolds of a task by what they are. */
export function manifoldInputs({ manifolds }: Pick<Workbench, "manifolds">, ids: readonly (string | undefined)[]): Json {
  const known = [...new Set(ids)].flatMap((id) => (id === undefined ? [] : [manifolds.get(id)]));
  return known.flatMap((manifold) => (manifold === undefined ? [] : [plain(manifold.identity)]));
}

/** Bounds of transformations, where they are searched: a dataset may change them and keep its images. */
export function boundInputs({ dataset }: Pick<Workbench, "dataset">, spaces: readonly SpaceName[]): { readonly transformations?: Json } {
  const bounds = dataset.part.transformations;
  if (bounds === undefined || !spaces.includes("transformation")) return {};
  return { transformations: { lower: [...bounds.lower], upper: [...bounds.upper] } };
}

/** A group of a strategy by what it does: its attack with all its options. */
export async function groupInputs(bench: Workbench, { attack, ...group }: Group): Promise<Json> {
  if (attack === undefined) return { ...group };
  const { identity } = await bench.attackOf({ id: attack.id, options: attack.options ?? {} });
  return { ...group, attack: plain(identity) };
}
