import type { Random } from "@disentangle/core";
import { drawPatch, drawSign, window, type Patch, type Shape } from "./patch.ts";
import type { Proposer } from "./proposer.ts";

/** Tiles of the start along a side, and the least side of a window. */
const [TILES, LEAST_SIDE] = [5, 3];

/**
 * Proposals under L2 (Algorithm 3) and, with its norm in place of theirs, under L1 (Croce and Hein 2021):
 * mass is taken from one window and put into another, as a bump of two signs added to what is there, so that
 * the norm stays at ε.
 *
 * @param power 2 or 1, the p of the norm
 */
export function bumps(power: 1 | 2): Proposer {
  return {
    start(random, shape, radius, delta) {
      for (const { patch, pattern } of tiles(random, shape, power)) {
        for (const channel of patch) {
          const sign = drawSign(random);
          channel.forEach((coordinate, i) => (delta[coordinate] = sign * (pattern[i] as number)));
        }
      }
      scaleTo(delta, radius, power);
    },
    change(random, shape, share, radius, delta) {
      const { into, from, pattern } = windows(random, shape, share, power);
      const total = massOf(delta, undefined, power);
      const channels = into.length;
      const spare = Math.max(radius ** power - total, 0) / channels;
      for (const [c, channel] of into.entries()) {
        const other = from[c] as Int32Array;
        const union = massOf(delta, new Set([...channel, ...other]), power);
        const own = massOf(delta, channel, power) ** (1 / power);
        const sign = drawSign(random);
        const bump = Array.from(
          channel,
          (coordinate, i) => sign * (pattern[i] as number) + (own > 0 ? (delta[coordinate] as number) / own : 0),
        );
        const length = bump.reduce((sum, value) => sum + Math.abs(value) ** power, 0) ** (1 / power);
        const scale = length > 0 ? (spare + union) ** (1 / power) / length : 0;
        for (const coordinate of other) delta[coordinate] = 0;
        channel.forEach((coordinate, i) => (delta[coordinate] = scale * (bump[i] as number)));
      }
      scaleTo(delta, radius, power);
    },
  };
}

interface Windows {
  readonly into: Patch;
  readonly from: Patch;
  /** What is added to a channel of `into`, of length 1. */
  readonly pattern: readonly number[];
}

function windows(random: Random, shape: Shape, share: number, power: 1 | 2): Windows {
  if ("size" in shape) return { into: drawPatch(random, shape, share), from: drawPatch(random, shape, share), pattern: [1] };
  const [height, width, channels] = shape.image;
  const odd = Math.max(LEAST_SIDE, Math.round(Math.sqrt(share * height * width)) | 1);
  const [tall, wide] = [Math.min(odd, height), Math.min(odd, width)];
  const place = (): Patch => window(shape.image, channels, random.integer(height - tall + 1), random.integer(width - wide + 1), tall, wide);
  return { into: place(), from: place(), pattern: bump(random, tall, wide, power) };
}

/** The tiles of the start with their bumps; of a code every coordinate is one. */
function tiles(random: Random, shape: Shape, power: 1 | 2): readonly { readonly patch: Patch; readonly pattern: readonly number[] }[] {
  if ("size" in shape) return Array.from({ length: shape.size }, (_, i) => ({ patch: [Int32Array.of(i)], pattern: [1] }));
  const [height, width, channels] = shape.image;
  const side = Math.max(1, Math.floor(Math.min(height, width) / TILES));
  const starts = (length: number): number[] => Array.from({ length: Math.ceil(length / side) }, (_, i) => i * side);
  return starts(height).flatMap((top) =>
    starts(width).map((left) => {
      const [tall, wide] = [Math.min(side, height - top), Math.min(side, width - left)];
      return { patch: window(shape.image, channels, top, left, tall, wide), pattern: bump(random, tall, wide, power) };
    }),
  );
}

/**
 * Two halves of opposite sign, each falling off from its middle (Eq. (2)); of length 1, one in two on its
 * side.
 */
function bump(random: Random, tall: number, wide: number, power: 1 | 2): number[] {
  const upright = tall !== wide || random.bits() < 0;
  const first = Math.floor(tall / 2);
  const values = [...hill(first, wide), ...hill(tall - first, wide).map((value) => -value)];
  const length = values.reduce((sum, value) => sum + Math.abs(value) ** power, 0) ** (1 / power);
  return Array.from({ length: tall * wide }, (_, i) => {
    const [row, column] = [Math.floor(i / wide), i % wide];
    return (values[upright ? i : column * wide + row] as number) / length;
  });
}

/** Nested rectangles about the middle, the k-th adding 1 / (k + 1)². */
function hill(tall: number, wide: number): number[] {
  const [middleRow, middleColumn] = [Math.floor(tall / 2), Math.floor(wide / 2)];
  const rings = Math.max(middleRow, middleColumn) + 1;
  const from = Array.from({ length: rings + 1 }, (_, k) => 1 / (k + 1) ** 2);
  // A pixel lies in all rectangles from its own ring on.
  const height = from.map((_, ring) => from.slice(ring, rings).reduce((sum, value) => sum + value, 0));
  return Array.from({ length: tall * wide }, (_, i) => {
    const ring = Math.max(Math.abs(Math.floor(i / wide) - middleRow), Math.abs((i % wide) - middleColumn));
    return height[ring] as number;
  });
}

/** Σ|δ|^p over those coordinates, or all. */
function massOf(delta: Float32Array, coordinates: Iterable<number> | undefined, power: 1 | 2): number {
  let sum = 0;
  for (const coordinate of coordinates ?? delta.keys()) sum += Math.abs(delta[coordinate] as number) ** power;
  return sum;
}

function scaleTo(delta: Float32Array, radius: number, power: 1 | 2): void {
  const length = massOf(delta, undefined, power) ** (1 / power);
  for (let i = 0; i < delta.length; i++) delta[i] = length > 0 ? ((delta[i] as number) * radius) / length : 0;
}
