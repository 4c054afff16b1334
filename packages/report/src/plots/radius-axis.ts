import { logAxis } from "./log-axis.ts";
import type { Axis } from "./panel.ts";

/**
 * The axis of the radii of a sweep: logarithmic, as most models that were not trained on such attacks fall at
 * small ones.
 */
export function radiusAxis(radii: readonly number[]): Axis {
  return logAxis("Radius ε", radii, (radius) => String(Number(radius.toPrecision(3))));
}
