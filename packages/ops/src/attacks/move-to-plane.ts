/** The norms that {@link moveToPlane} minimises. */
export type PlaneNorm = "l1" | "l2" | "linf";

/** Where to move from, and the box. All [D]. */
export interface PlaneMove {
  readonly from: Float32Array;
  /** Normal w of the plane. */
  readonly normal: Float32Array;
  readonly lower: Float32Array;
  readonly upper: Float32Array;
}

/**
 * The shortest move δ from a point of a box onto the plane ⟨w, δ⟩ = rise that stays in the box (the
 * projections of Croce and Hein, *Minimally Distorted Adversarial Examples with a Fast Adaptive Boundary
 * Attack*, ICML 2020, Section 2). Where the box does not reach the plane, the move that gets nearest to it.
 * Zero where w is.
 *
 * Each |δ_i| is min(λ · c_i, room_i), with c the shape of the norm's own step; ⟨w, δ⟩ is then concave and
 * piecewise linear in λ, so that fixing the coordinates that have hit the box, again and again, ends at the
 * exact λ.
 *
 * @param out receives δ
 * @returns ‖δ‖ in that norm
 */
export function moveToPlane(norm: PlaneNorm, { from, normal, lower, upper }: PlaneMove, rise: number, out: Float32Array): number {
  const up = rise >= 0;
  // How far a coordinate may go in the direction that helps.
  const room = (i: number): number => {
    const rises = (normal[i] as number) > 0 === up;
    return Math.max(0, rises ? (upper[i] as number) - (from[i] as number) : (from[i] as number) - (lower[i] as number));
  };
  const signed = (i: number, length: number): number => ((normal[i] as number) > 0 === up ? length : -length);
  out.fill(0);
  let left = Math.abs(rise);
  if (left === 0) return 0;
  if (norm === "l1") {
    const steepest = Array.from(normal.keys())
      .filter((i) => normal[i] !== 0)
      .toSorted((a, b) => Math.abs(normal[b] as number) - Math.abs(normal[a] as number));
    let total = 0;
    for (const i of steepest) {
      const length = Math.min(room(i), left / Math.abs(normal[i] as number));
      out[i] = signed(i, length);
      total += length;
      left -= length * Math.abs(normal[i] as number);
      if (left <= 0) break;
    }
    return total;
  }
  const shape = (i: number): number => (norm === "l2" ? Math.abs(normal[i] as number) : 1);
  let free = Array.from(normal.keys()).filter((i) => normal[i] !== 0);
  let step = 0;
  while (free.length > 0 && left > 0) {
    step = left / free.reduce((sum, i) => sum + Math.abs(normal[i] as number) * shape(i), 0);
    const still: number[] = [];
    for (const i of free) {
      if (step * shape(i) < room(i)) {
        still.push(i);
        continue;
      }
      out[i] = signed(i, room(i));
      left -= room(i) * Math.abs(normal[i] as number);
    }
    if (still.length === free.length) break;
    free = still;
  }
  for (const i of left > 0 ? free : []) out[i] = signed(i, Math.min(step * shape(i), room(i)));
  let total = 0;
  for (const change of out) total = norm === "l2" ? total + change * change : Math.max(total, Math.abs(change));
  return norm === "l2" ? Math.sqrt(total) : total;
}
