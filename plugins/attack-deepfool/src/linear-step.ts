import { dualNorm } from "@disentangle/ops";
import type { DeepFoolOptions } from "./options.ts";

/**
 * How far beyond the plane a step goes, in units of the space, so that the last ones do not creep up to it.
 */
const NUDGE = 1e-4;

/** A linearised boundary: the loss at a point, its gradient [D], and the dual norm of that. */
export interface LinearBoundary {
  readonly loss: number;
  readonly normal: Float32Array;
  readonly steepness: number;
}

/** The boundary of a loss and its gradient, for steps in a norm. */
export function linearBoundary(norm: DeepFoolOptions["norm"], loss: number, normal: Float32Array): LinearBoundary {
  return { loss, normal, steepness: dualNorm(norm, normal) };
}

/**
 * Length of the shortest step to where the loss is zero, and a little beyond; Infinity where the
 * gradient is zero.
 */
export function stepLength({ loss, steepness }: LinearBoundary): number {
  return steepness === 0 ? Infinity : Math.abs(loss) / steepness + NUDGE;
}

/**
 * The step of that length; Eq. (8) of the paper, for L∞ with its dual norm.
 *
 * @param out receives it. [D]
 */
export function linearStep(norm: DeepFoolOptions["norm"], boundary: LinearBoundary, length: number, out: Float32Array): void {
  const { loss, normal, steepness } = boundary;
  const down = loss >= 0 ? -length : length;
  for (const [i, slope] of normal.entries()) out[i] = norm === "l2" ? (down * slope) / steepness : down * Math.sign(slope);
}
