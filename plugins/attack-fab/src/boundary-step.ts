import { dualNorm, moveToPlane, type PlaneMove, type PlaneNorm, type RowSearch } from "@disentangle/ops";

/** Most weight of the way from the origin, and overshoot over the plane. */
const [MOST_BIAS, OVERSHOOT] = [0.1, 1.05];

/** A boundary as it looks at a point: the loss there, and its gradient [D]. */
export interface Boundary {
  readonly loss: number;
  readonly normal: Float32Array;
}

/** How far a linearised boundary is in a norm; Infinity where its gradient is zero. */
export function distanceTo(norm: PlaneNorm, { loss, normal }: Boundary): number {
  const steepness = dualNorm(norm, normal);
  return steepness === 0 ? Infinity : Math.abs(loss) / steepness;
}

/**
 * Moves a point of a row to where the linearised boundary is nearest to it, a little towards where it is
 * nearest to the origin.
 */
export function boundaryStep(norm: PlaneNorm, search: RowSearch, row: number, point: Float32Array, { loss, normal }: Boundary): void {
  const origin = search.row(search.origin, row);
  const [lower, upper] = [search.row(search.lower, row), search.row(search.upper, row)];
  const along: Omit<PlaneMove, "from"> = { normal, lower, upper };
  const [here, there] = [new Float32Array(search.size), new Float32Array(search.size)];
  const fromPoint = moveToPlane(norm, { from: point, ...along }, -loss, here);
  // What the linearised loss is at the origin.
  let atOrigin = loss;
  for (let i = 0; i < search.size; i++) atOrigin += (normal[i] as number) * ((origin[i] as number) - (point[i] as number));
  const fromOrigin = moveToPlane(norm, { from: origin, ...along }, -atOrigin, there);
  const total = fromPoint + fromOrigin;
  const bias = total > 0 ? Math.min(fromPoint / total, MOST_BIAS) : 0;
  for (let i = 0; i < search.size; i++) {
    const mine = (point[i] as number) + OVERSHOOT * (here[i] as number);
    const its = (origin[i] as number) + OVERSHOOT * (there[i] as number);
    point[i] = (1 - bias) * mine + bias * its;
  }
  search.clip(point, row);
}
