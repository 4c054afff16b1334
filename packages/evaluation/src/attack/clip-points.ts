import type { Norm } from "@disentangle/core";

/** Proposed points and what they must respect; all arrays but `radius` are [B · D], row after row. */
export interface ClipInput {
  readonly points: Float32Array;
  readonly origin: Float32Array;
  readonly lower: Float32Array;
  readonly upper: Float32Array;
  /** Radius of the ball per row. [B] */
  readonly radius: Float32Array;
  readonly norm: Norm;
  /** Whether points outside the ball are pulled back into it. */
  readonly bounded: boolean;
}

/** Points that may count, and how far off the proposal was. */
export interface Clipped {
  /** Inside the box, and inside the ball where it binds. [B · D] */
  readonly points: Float32Array;
  /** Largest norm beyond the radius over all rows, 0 where none is. */
  readonly normExcess: number;
  /** Largest distance of a coordinate outside the box, 0 where none is. */
  readonly boxExcess: number;
  /** 1 for rows with a NaN or an infinity; their point is the origin. [B] */
  readonly broken: Uint8Array;
}

/**
 * Excess over a radius that float32 arithmetic explains: 1e-5 of the radius and 1e-6, the rounding of x + δ
 * summed over an image.
 */
export function tolerance(radius: number): number {
  return 1e-5 * radius + 1e-6;
}

/**
 * What the evaluator makes of a proposal before judging it: coordinates are clipped to the box, then points
 * further out than the {@link tolerance} are pulled back along their ray. Done here in double precision,
 * independent of backend and attack. A correct attack's points come back unchanged.
 */
export function clipPoints(input: ClipInput): Clipped {
  const { origin, radius, norm, bounded } = input;
  const points = Float32Array.from(input.points);
  const broken = new Uint8Array(radius.length);
  const size = points.length / radius.length;
  let [normExcess, boxExcess] = [0, 0];
  for (let row = 0; row < radius.length; row++) {
    const [start, end, limit] = [row * size, (row + 1) * size, radius[row] as number];
    if (!points.subarray(start, end).every(Number.isFinite)) {
      points.set(origin.subarray(start, end), start);
      broken[row] = 1;
      continue;
    }
    normExcess = Math.max(normExcess, norm.distance(points, origin, start, end) - limit);
    boxExcess = Math.max(boxExcess, clipToBox(points, input, start, end));
    const length = norm.distance(points, origin, start, end);
    if (bounded && length > limit + tolerance(limit)) pullIntoBall(points, origin, start, end, limit / length);
  }
  return { points, normExcess, boxExcess, broken };
}

/** Clips in place; returns the largest distance outside. */
function clipToBox(points: Float32Array, { lower, upper }: ClipInput, start: number, end: number): number {
  let excess = 0;
  for (let i = start; i < end; i++) {
    const [value, low, high] = [points[i] as number, lower[i] as number, upper[i] as number];
    excess = Math.max(excess, low - value, value - high);
    points[i] = Math.min(high, Math.max(low, value));
  }
  return excess;
}

function pullIntoBall(points: Float32Array, origin: Float32Array, start: number, end: number, share: number): void {
  for (let i = start; i < end; i++) {
    const centre = origin[i] as number;
    points[i] = centre + ((points[i] as number) - centre) * share;
  }
}
