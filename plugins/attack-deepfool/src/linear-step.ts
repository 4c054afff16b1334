import type { DeepFoolOptions } from "./options.ts";

/** How far beyond the plane a step goes, in units of the space, so that the last ones do not creep up to it. */
const NUDGE = 1e-4;

/**
 * The shortest step in a norm to where a linearised loss is zero, and a little beyond; Eq. (8) of the paper, for L∞
 * with its dual norm.
 *
 * @param normal gradient of the loss [D]
 * @returns length of the step, and what each coordinate of it is; a zero gradient leads nowhere, at Infinity
 */
export function linearStep(
  norm: DeepFoolOptions["norm"],
  loss: number,
  normal: Float32Array,
): { readonly length: number; readonly along: (slope: number) => number } {
  let dual = 0;
  for (const slope of normal) dual += norm === "l2" ? slope * slope : Math.abs(slope);
  if (dual === 0) return { length: Infinity, along: () => 0 };
  const steepness = norm === "l2" ? Math.sqrt(dual) : dual;
  const length = Math.abs(loss) / steepness + NUDGE;
  const down = loss >= 0 ? -length : length;
  return { length, along: norm === "l2" ? (slope) => (down * slope) / steepness : (slope) => down * Math.sign(slope) };
}
