import { dualNorm } from "@disentangle/ops";
import type { DeepFoolOptions } from "./options.ts";

/**
 * How far beyond the plane a step goes, in units of the space, so that the last ones do not creep up to it.
 */
const NUDGE = 1e-4;

/** A linearised boundary: the loss at a point, and its gradient [D]. */
export interface LinearBoundary {
  readonly loss: number;
  readonly normal: Float32Array;
}

/**
 * Length of the shortest step in a norm to where the loss is zero, and a little beyond; Infinity where the
 * gradient is zero.
 */
export function stepLength(norm: DeepFoolOptions["norm"], { loss, normal }: LinearBoundary): number {
  const steepness = dualNorm(norm, normal);
  return steepness === 0 ? Infinity : Math.abs(loss) / steepness + NUDGE;
}

/**
 * The step of that length; Eq. (8) of the paper, for L∞ with its dual norm.
 *
 * @param out receives it. [D]
 */
export function linearStep(norm: DeepFoolOptions["norm"], { loss, normal }: LinearBoundary, length: number, out: Float32Array): void {
  const down = loss >= 0 ? -length : length;
  const steepness = dualNorm(norm, normal);
  for (const [i, slope] of normal.entries()) out[i] = norm === "l2" ? (down * slope) / steepness : down * Math.sign(slope);
}
