import fc from "fast-check";
import { grid, sizeOf, type Grid } from "./grid.ts";
import type { OperationInput } from "./operation-input.ts";
import { side } from "./shapes.ts";
import { windowsOf, type Pad, type Windows } from "./windows.ts";

/** What a convolution over any number of axes of space is drawn from. */
export interface Convolution {
  readonly batch: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly sides: readonly number[];
  readonly filter: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  readonly pad: Pad;
}

/** Convolutions over `axes` axes of space; dilation and stride exclude each other in TensorFlow.js. */
export function convolutions(
  axes: number,
  pad: fc.Arbitrary<Pad>,
  longest: number,
  channels: fc.Arbitrary<number>,
  dilated = false,
  oblong = false,
): fc.Arbitrary<Convolution> {
  const each = (most: number): fc.Arbitrary<number[]> => fc.array(side(most), { minLength: axes, maxLength: axes });
  const ones = fc.constant(Array.from({ length: axes }, () => 1));
  return fc
    .record({
      batch: side(3),
      inChannels: channels,
      outChannels: channels,
      sides: each(longest),
      filter: each(3),
      stride: dilated ? ones : each(3),
      dilation: dilated ? fc.array(fc.integer({ min: 1, max: 3 }), { minLength: axes, maxLength: axes }) : ones,
      pad,
    })
    .map((drawn) => (oblong ? drawn : regular(drawn)))
    .filter((drawn) => windows(drawn).every(({ outside }) => outside > 0));
}

/**
 * The same with one filter side, stride and dilation for all axes where one number is the padding, and in
 * three axes no stride beyond the filter.
 */
function regular(drawn: Convolution): Convolution {
  const { filter, stride, dilation } = drawn;
  const alike = (sides: readonly number[]): number[] => sides.map(() => sides[0] as number);
  if (typeof drawn.pad === "number") return { ...drawn, filter: alike(filter), stride: alike(stride), dilation: alike(dilation) };
  return filter.length < 3 ? drawn : { ...drawn, stride: stride.map((step, i) => Math.min(step, filter[i] as number)) };
}

/** Its windows along each axis. */
export const windows = ({ sides, filter, stride, dilation, pad }: Convolution): Windows[] =>
  sides.map((length, i) =>
    windowsOf({ length, filter: filter[i] as number, stride: stride[i] as number, dilation: dilation[i] as number, pad }, i),
  );

/** Its input and its filter. */
export const inputs = ({ batch, inChannels, outChannels, sides, filter }: Convolution): OperationInput[] => [
  { shape: [batch, ...sides, inChannels] },
  { shape: [...filter, inChannels, outChannels] },
];

/** Sums over every tap of the filter that falls on the input. Over any number of axes of space. */
export function convolve(drawn: Convolution, x: Grid, filter: Grid, depthwise = false): Grid {
  const { batch, inChannels, outChannels, sides, stride, dilation } = drawn;
  const spans = windows(drawn);
  const axes = sides.length;
  const outer = spans.map(({ outside }) => outside);
  const taps = [
    ...(function* () {
      const shape = drawn.filter;
      for (let n = 0; n < sizeOf(shape); n++) {
        let rest = n;
        const tap = sides.map(() => 0);
        for (let axis = axes - 1; axis >= 0; axis--) {
          tap[axis] = rest % (shape[axis] as number);
          rest = Math.floor(rest / (shape[axis] as number));
        }
        yield tap;
      }
    })(),
  ];
  const last = depthwise ? inChannels * outChannels : outChannels;
  return grid([batch, ...outer, last], (index) => {
    const channel = index[axes + 1] as number;
    let sum = 0;
    for (const [n, tap] of taps.entries()) {
      let [place, inside] = [index[0] as number, true];
      for (let axis = 0; axis < axes; axis++) {
        const length = sides[axis] as number;
        const i =
          (index[axis + 1] as number) * (stride[axis] as number) +
          (tap[axis] as number) * (dilation[axis] as number) -
          (spans[axis] as Windows).before;
        inside &&= i >= 0 && i < length;
        place = place * length + i;
      }
      if (!inside) continue;
      if (depthwise) {
        sum += (x.values[place * inChannels + Math.floor(channel / outChannels)] as number) * (filter.values[n * last + channel] as number);
        continue;
      }
      for (let c = 0; c < inChannels; c++) {
        sum += (x.values[place * inChannels + c] as number) * (filter.values[(n * inChannels + c) * outChannels + channel] as number);
      }
    }
    return sum;
  });
}

/**
 * The transpose of {@link convolve} in its input: what it scatters to each place. The filter is [...,
 * outChannels, inChannels].
 */
export function transposed(drawn: Convolution, y: Grid, filter: Grid): Grid {
  const { batch, sides, inChannels } = drawn;
  const shape = [batch, ...sides, inChannels];
  const values = new Float64Array(sizeOf(shape));
  const basis = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    basis[i] = 1;
    const seen = convolve(drawn, { shape, values: basis }, filter);
    basis[i] = 0;
    values[i] = seen.values.reduce((sum, value, n) => sum + value * (y.values[n] as number), 0);
  }
  return { shape, values };
}
