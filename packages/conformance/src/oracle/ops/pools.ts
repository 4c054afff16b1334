import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { grid, valueAt, type Grid } from "../grid.ts";
import { operation, type Operation } from "../operation.ts";
import { side } from "../shapes.ts";
import { pads, windowsOf, type Pad, type Windows } from "../windows.ts";

interface Pool {
  readonly batch: number;
  readonly channels: number;
  readonly sides: readonly number[];
  readonly filter: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  readonly pad: Pad;
}

const windows = ({ sides, filter, stride, dilation, pad }: Pool): Windows[] =>
  sides.map((length, i) =>
    windowsOf({ length, filter: filter[i] as number, stride: stride[i] as number, dilation: dilation[i] as number, pad }, i),
  );

function pools(axes: number, pad: fc.Arbitrary<Pad>, dilated = false, oblong = false): fc.Arbitrary<Pool> {
  const each = (most: number): fc.Arbitrary<number[]> => fc.array(side(most), { minLength: axes, maxLength: axes });
  const ones = fc.constant(Array.from({ length: axes }, () => 1));
  return fc
    .record({
      batch: side(3),
      channels: side(5),
      sides: each(axes === 3 ? 4 : 8),
      filter: each(3),
      stride: dilated ? ones : each(3),
      dilation: dilated ? each(3) : ones,
      pad,
    })
    .map((drawn) => (oblong ? drawn : regular(drawn)))
    .filter((drawn) => windows(drawn).every(({ outside }) => outside > 0) && covers(drawn));
}

/**
 * The same with one filter side and stride for all axes where one number is the padding, and in three axes no
 * stride beyond the filter.
 */
function regular(drawn: Pool): Pool {
  const { filter, stride } = drawn;
  const alike = (sides: readonly number[]): number[] => sides.map(() => sides[0] as number);
  if (typeof drawn.pad === "number") return { ...drawn, filter: alike(filter), stride: alike(stride) };
  return filter.length < 3 ? drawn : { ...drawn, stride: stride.map((step, i) => Math.min(step, filter[i] as number)) };
}

/** Whether every window holds a pixel: of the others, nothing can be said. */
const covers = (drawn: Pool): boolean => {
  const { pad, filter } = drawn;
  const [least] = [Math.min(...filter)];
  const most = typeof pad === "number" ? pad : pad === "same" || pad === "valid" ? 0 : Math.max(...pad.flat());
  return most < least && drawn.sides.every((length) => length >= most);
};

/** The pixels under each window, reduced. */
function pooled(drawn: Pool, x: Grid, of: (values: number[]) => number): Grid {
  const { batch, channels, sides, filter, stride, dilation } = drawn;
  const spans = windows(drawn);
  return grid([batch, ...spans.map(({ outside }) => outside), channels], (index) => {
    let places = [index[0] as number];
    for (const [axis, length] of sides.entries()) {
      const first = (index[axis + 1] as number) * (stride[axis] as number) - (spans[axis] as Windows).before;
      const inside = Array.from({ length: filter[axis] as number }, (_, tap) => first + tap * (dilation[axis] as number)).filter(
        (i) => i >= 0 && i < length,
      );
      places = places.flatMap((place) => inside.map((i) => place * length + i));
    }
    return of(places.map((place) => x.values[place * channels + (index.at(-1) as number)] as number));
  });
}

const most = (values: number[]): number => Math.max(...values);
const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const padOf = (pad: Pad) => (Array.isArray(pad) ? [[0, 0], ...pad.map((pair) => [...(pair as number[])]), [0, 0]] : pad) as "same";
const rounding = (pad: Pad) => (typeof pad === "number" ? ("floor" as const) : undefined);

const pool = (
  name: string,
  parameters: fc.Arbitrary<Pool>,
  run: (drawn: Pool, x: tf.Tensor) => tf.Tensor,
  of: (values: number[]) => number,
  more: Partial<Operation<Pool>> = {},
): Operation =>
  operation<Pool>({
    name,
    parameters,
    inputs: ({ batch, channels, sides }) => [{ shape: [batch, ...sides, channels] }],
    run: (drawn, x) => run(drawn, x),
    loops: (drawn, x) => pooled(drawn, x, of),
    ...more,
  });

const of2d =
  (run: typeof tf.maxPool) =>
  ({ filter, stride, pad }: Pool, x: tf.Tensor): tf.Tensor =>
    run(x as tf.Tensor4D, filter as [number, number], stride as [number, number], padOf(pad), rounding(pad));
const of3d =
  (run: typeof tf.maxPool3d) =>
  ({ filter, stride, pad }: Pool, x: tf.Tensor): tf.Tensor =>
    run(x as tf.Tensor5D, filter as [number, number, number], stride as [number, number, number], padOf(pad), rounding(pad));
const dilated =
  (kind: "max" | "avg") =>
  ({ filter, dilation, pad }: Pool, x: tf.Tensor) =>
    tf.pool(x as tf.Tensor4D, filter as [number, number], kind, pad as "same", dilation as [number, number], [1, 1]);
const unpadded = fc.constantFrom<Pad>("valid", 0);

/** Pooling: every padding, two and three axes, dilated. An average is over the pixels a window covers. */
export const poolOperations: readonly Operation[] = [
  pool("maxPool", pools(2, pads), of2d(tf.maxPool), most),
  pool("avgPool", pools(2, unpadded), of2d(tf.avgPool), mean),
  pool("avgPool, padded", pools(2, pads), of2d(tf.avgPool), mean),
  pool("maxPool, one padding for an oblong filter or stride", pools(2, fc.constantFrom<Pad>(0, 1), false, true), of2d(tf.maxPool), most),
  pool("avgPool, one padding for an oblong filter or stride", pools(2, fc.constantFrom<Pad>(0, 1), false, true), of2d(tf.avgPool), mean),
  pool("maxPool3d, strides beyond the filter", pools(3, fc.constantFrom<Pad>("same"), false, true), of3d(tf.maxPool3d), most),
  pool("avgPool3d, strides beyond the filter", pools(3, fc.constantFrom<Pad>("same"), false, true), of3d(tf.avgPool3d), mean),
  pool("maxPool3d", pools(3, fc.constantFrom<Pad>("valid", "same", 1)), of3d(tf.maxPool3d), most),
  pool("avgPool3d", pools(3, unpadded), of3d(tf.avgPool3d), mean),
  pool("avgPool3d, padded", pools(3, fc.constantFrom<Pad>("same", 1)), of3d(tf.avgPool3d), mean),
  pool("pool max, dilated", pools(2, fc.constantFrom<Pad>("valid"), true), dilated("max"), most),
  pool("pool avg, dilated", pools(2, fc.constantFrom<Pad>("valid"), true), dilated("avg"), mean),
  pool(
    "maxPoolWithArgmax",
    pools(2, fc.constantFrom<Pad>("valid", "same")),
    ({ filter, stride, pad }, x) =>
      tf.maxPoolWithArgmax(x as tf.Tensor4D, filter as [number, number], stride as [number, number], padOf(pad))["result"] as tf.Tensor,
    most,
  ),
  operation<Pool>({
    name: "dilation2d",
    parameters: pools(2, fc.constantFrom<Pad>("valid", "same")),
    inputs: ({ batch, channels, sides, filter }) => [{ shape: [batch, ...sides, channels] }, { shape: [...filter, channels] }],
    run: ({ stride, pad }, x, filter) =>
      tf.dilation2d(x as tf.Tensor4D, filter as tf.Tensor3D, stride as [number, number], pad as "same", [1, 1], "NHWC"),
    loops: (drawn, x, filter) => dilation(drawn, x, filter),
  }),
];

/** Morphological dilation: the largest sum of a pixel and the filter's value over it. */
function dilation(drawn: Pool, x: Grid, filter: Grid): Grid {
  const { batch, channels, sides, stride } = drawn;
  const [down, across] = windows(drawn) as [Windows, Windows];
  const [tall, wide] = drawn.filter as [number, number];
  return grid([batch, down.outside, across.outside, channels], ([b, i, j, c]) => {
    let best = -Infinity;
    for (let row = 0; row < tall; row++) {
      for (let column = 0; column < wide; column++) {
        const y = (i as number) * (stride[0] as number) + row - down.before;
        const at = (j as number) * (stride[1] as number) + column - across.before;
        if (y < 0 || at < 0 || y >= (sides[0] as number) || at >= (sides[1] as number)) continue;
        best = Math.max(best, valueAt(x, [b as number, y, at, c as number]) + valueAt(filter, [row, column, c as number]));
      }
    }
    return best;
  });
}
