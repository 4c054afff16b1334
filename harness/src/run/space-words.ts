import { manifoldOf, type SpaceName } from "@disentangle/core";
import type { Workbench } from "../parts/workbench.ts";

/** A space in words; the exact manifold goes without its name. */
export function spaceWords({ manifolds }: Pick<Workbench, "manifolds">, space: SpaceName): string {
  if (space === "image") return "images";
  if (space === "transformation") return "transformations";
  const id = manifoldOf(space) as string;
  return manifolds.get(id)?.exact === true ? "the manifold" : `the manifold ${id}`;
}
