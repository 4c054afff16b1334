import type { Random } from "@disentangle/core";

/** The shape of a point: images have neighbours, in codes every coordinate stands for itself. */
export type Shape = { readonly image: readonly [height: number, width: number, channels: number] } | { readonly size: number };

/** Coordinates that are changed together, channel by channel; of codes each is a channel of its own. */
export type Patch = readonly Int32Array[];

/** A square of an image at a random place, or as many random coordinates of a code. */
export function drawPatch(random: Random, shape: Shape, share: number): Patch {
  if ("size" in shape) {
    const count = Math.max(1, Math.round(share * shape.size));
    return Array.from(random.permutation(shape.size).subarray(0, count), (coordinate) => Int32Array.of(coordinate));
  }
  const [height, width, channels] = shape.image;
  const wanted = Math.max(1, Math.round(Math.sqrt(share * height * width)));
  const [tall, wide] = [Math.min(wanted, height), Math.min(wanted, width)];
  const [top, left] = [random.integer(height - tall + 1), random.integer(width - wide + 1)];
  return window(shape.image, channels, top, left, tall, wide);
}

/** A window of an image, channel by channel, row by row. */
export function window(
  [, width]: readonly [number, number, number],
  channels: number,
  top: number,
  left: number,
  tall: number,
  wide: number,
): Patch {
  return Array.from({ length: channels }, (_, channel) =>
    Int32Array.from({ length: tall * wide }, (_, i) => ((top + Math.floor(i / wide)) * width + left + (i % wide)) * channels + channel),
  );
}

/** What the search starts with: random columns of an image, or all coordinates of a code by themselves. */
export function stripes(shape: Shape): Patch {
  if ("size" in shape) return Array.from({ length: shape.size }, (_, coordinate) => Int32Array.of(coordinate));
  const [height, width, channels] = shape.image;
  return Array.from({ length: width }, (_, left) => window(shape.image, channels, 0, left, height, 1)).flat();
}

/** 1 or −1. */
export function drawSign(random: Random): number {
  return random.bits() < 0 ? -1 : 1;
}
