import type { Random, SearchSpace } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { read, readBroadcast } from "../read.ts";

/** Images moved along the manifold. */
export interface Moved {
  /** [B · height · width · channels] */
  readonly images: Float32Array;
  /** 1 where no direction that was tried reaches the norm inside the box. [B] */
  readonly unreachable: Uint8Array;
}

/** How many directions are tried for a row before it is given up. */
const DIRECTIONS = 8;
/** Halvings of the length; the norm is then met to about 1e-5 of the largest change. */
const HALVINGS = 18;

/**
 * The control of claim 1: images moved along the manifold by a known, valid change of the code. Each row's
 * code walks in a random direction, scaled by the range of each coordinate and clipped to the box, as far as
 * the image has changed by the given L2 norm; the length is found by bisection, for the whole batch at once.
 *
 * @param space codes, their box and their decoder
 * @param norms wanted ‖dec(z + ζ) − dec(z)‖₂ per row. [B]
 * @param streams one random stream per row, so that the batch does not matter. [B]
 */
export async function moveAlong(space: SearchSpace, norms: Float32Array, streams: readonly Random[]): Promise<Moved> {
  const [codes, lower, upper] = await Promise.all([
    read(space.origin),
    readBroadcast(space.lower, space.origin.shape),
    readBroadcast(space.upper, space.origin.shape),
  ]);
  const rows = norms.length;
  const size = codes.length / rows;
  const direction = new Float64Array(codes.length);
  const at = async (lengths: Float64Array): Promise<Float32Array> => {
    const points = codes.map((code, i) => {
      const moved = code + (lengths[Math.floor(i / size)] as number) * (direction[i] as number);
      return Math.min(upper[i] as number, Math.max(lower[i] as number, moved));
    });
    const images = tf.tidy(() => space.render(tf.tensor(points, space.origin.shape)));
    try {
      return await read(images);
    } finally {
      images.dispose();
    }
  };
  const origin = await at(new Float64Array(rows));
  const unreachable = new Uint8Array(rows).fill(1);
  const whole = new Float64Array(rows).fill(1);
  for (let attempt = 0; attempt < DIRECTIONS && unreachable.includes(1); attempt++) {
    for (let row = 0; row < rows; row++) {
      if (unreachable[row] === 1) drawDirection(direction, lower, upper, row, size, streams[row] as Random);
    }
    const furthest = changes(await at(whole), origin, rows);
    for (let row = 0; row < rows; row++) if ((furthest[row] as number) >= (norms[row] as number)) unreachable[row] = 0;
  }
  const [low, high] = [new Float64Array(rows), whole];
  for (let step = 0; step < HALVINGS; step++) {
    const middle = low.map((value, row) => (value + (high[row] as number)) / 2);
    const reached = changes(await at(middle), origin, rows);
    for (let row = 0; row < rows; row++) {
      if ((reached[row] as number) < (norms[row] as number)) low[row] = middle[row] as number;
      else high[row] = middle[row] as number;
    }
  }
  return { images: await at(high), unreachable };
}

/**
 * A normal direction in units of each coordinate's range, so long that its largest coordinate crosses the
 * whole range.
 */
function drawDirection(direction: Float64Array, lower: Float32Array, upper: Float32Array, row: number, size: number, random: Random): void {
  const draws = Float64Array.from({ length: size }, () => random.normal());
  const largest = draws.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (let i = 0; i < size; i++) {
    const coordinate = row * size + i;
    direction[coordinate] = ((draws[i] as number) / largest) * ((upper[coordinate] as number) - (lower[coordinate] as number));
  }
}

/** ‖a − b‖₂ per row. */
export function changes(a: Float32Array, b: Float32Array, rows: number): Float32Array {
  const size = a.length / rows;
  return Float32Array.from({ length: rows }, (_, row) => {
    let total = 0;
    for (let i = row * size; i < (row + 1) * size; i++) total += ((a[i] as number) - (b[i] as number)) ** 2;
    return Math.sqrt(total);
  });
}
