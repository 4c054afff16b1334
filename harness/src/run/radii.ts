import { Fault, manifoldOf, spaceKind, type Norm, type SpaceName } from "@disentangle/core";
import type { Workbench } from "../parts/workbench.ts";
import { etaOf } from "../request/eta.ts";

/**
 * Radius of the ball in a space, in its units: as asked for, else the manifold's own, else the norm's.
 *
 * @throws Fault `contradiction` where none of them has one
 */
export function radiusOf({ settings, manifolds }: Pick<Workbench, "settings" | "manifolds">, norm: Norm, space: SpaceName): number {
  const kind = spaceKind(space);
  const asked = kind === "image" ? settings.epsilon : etaOf(settings.eta, manifoldOf(space) ?? space);
  const own = manifolds.get(manifoldOf(space) ?? "")?.codes?.radius?.(norm);
  const radius = asked ?? own ?? norm.radii?.[kind];
  if (radius !== undefined) return radius;
  throw new Fault("contradiction", `The norm ${norm.name} has no default radius in the space ${space}.`, {
    value: norm.id,
    mend: `Give one with ${kind === "image" ? "--epsilon" : "--eta"}.`,
  });
}
