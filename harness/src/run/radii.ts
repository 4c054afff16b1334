import { Fault, manifoldOf, spaceKind, type Norm, type SpaceName } from "@disentangle/core";
import type { Workbench } from "../parts/workbench.ts";

/**
 * Fractions of ε at which the regular attack is swept: 0.05, 0.1, … 0.3 of pixels for L∞, and 0.005, 0.01, 0.02, 0.03, 0.04 below, where the median image
 * of a model falls that was not trained on such attacks.
 */
export const SWEEP: readonly number[] = [1 / 60, 1 / 30, 1 / 15, 1 / 10, 2 / 15, 1 / 6, 1 / 3, 1 / 2, 2 / 3, 5 / 6, 1];

/**
 * Radius of the ball in a space, in its units: as asked for, else the manifold's own, else the norm's.
 *
 * @throws Fault `contradiction` where none of them has one
 */
export function radiusOf({ settings, manifolds }: Pick<Workbench, "settings" | "manifolds">, norm: Norm, space: SpaceName): number {
  const kind = spaceKind(space);
  const asked = kind === "image" ? settings.epsilon : settings.eta;
  const own = manifolds.get(manifoldOf(space) ?? "")?.codes?.radius?.(norm);
  const radius = asked ?? own ?? norm.radii?.[kind];
  if (radius !== undefined) return radius;
  throw new Fault("contradiction", `The norm ${norm.name} has no default radius in the space ${space}.`, {
    value: norm.id,
    mend: `Give one with ${kind === "image" ? "--epsilon" : "--eta"}.`,
  });
}
