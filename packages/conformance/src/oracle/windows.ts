import fc from "fast-check";

/** A padding as TensorFlow.js takes it; pairs are [before, after] of height and of width. */
export type Pad = "valid" | "same" | number | readonly [readonly [number, number], readonly [number, number]];

/** How many windows there are along an axis, and where the first one begins. */
export interface Windows {
  readonly outside: number;
  readonly before: number;
}

/** Every form of padding. */
export const pads: fc.Arbitrary<Pad> = fc.oneof(
  fc.constantFrom<Pad>("valid", "same", 0, 1),
  fc.tuple(fc.tuple(fc.nat(2), fc.nat(2)), fc.tuple(fc.nat(2), fc.nat(2))),
);

/** What TensorFlow means by its paddings; `same` puts the odd one behind. */
export function windowsOf(
  { length, filter, stride, dilation, pad }: { length: number; filter: number; stride: number; dilation: number; pad: Pad },
  axis: number,
): Windows {
  const reach = (filter - 1) * dilation + 1;
  if (pad === "same") {
    const outside = Math.ceil(length / stride);
    return { outside, before: Math.floor(Math.max(0, (outside - 1) * stride + reach - length) / 2) };
  }
  const [before, after] = pad === "valid" ? [0, 0] : typeof pad === "number" ? [pad, pad] : (pad[axis] as readonly [number, number]);
  return { outside: Math.floor((length + before + after - reach) / stride) + 1, before };
}
