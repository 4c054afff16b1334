import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { grid, sizeOf, valueAt, valueOr, type Grid } from "../grid.ts";
import { operation, type Operation } from "../operation.ts";
import { each, fullShapes, shapes, shapesAndAxis, side } from "../shapes.ts";

type Index = readonly number[];
const at = (index: Index, axis: number): number => index[axis] as number;
const replaced = (index: Index, axis: number, value: number): number[] => index.map((i, n) => (n === axis ? value : i));
const relabelled = (x: Grid, shape: readonly number[]): Grid => ({ shape: [...shape], values: x.values });

interface Axis {
  readonly shape: number[];
  readonly axis: number;
}

const padded = fullShapes(1, 4, 4).chain((shape) =>
  fc.record({
    shape: fc.constant(shape),
    paddings: each(shape, () => fc.tuple(fc.nat(2), fc.nat(2))),
  }),
);

/** Reflected paddings must be shorter than a side, symmetric ones no longer than it. */
function mirror(mode: "reflect" | "symmetric"): Operation {
  const skip = mode === "reflect" ? 1 : 0;
  const source = (i: number, length: number): number => {
    if (i < 0) return -i - 1 + skip;
    return i < length ? i : 2 * length - 1 - i - skip;
  };
  return operation<{ shape: number[]; paddings: [number, number][] }>({
    name: `mirrorPad, ${mode}`,
    parameters: fullShapes(1, 4, 4).chain((shape) =>
      fc.record({
        shape: fc.constant(shape),
        paddings: each(shape, (length) => fc.tuple(fc.nat(length - skip), fc.nat(length - skip))),
      }),
    ),
    inputs: ({ shape }) => [{ shape }],
    run: ({ paddings }, x) => tf.mirrorPad(x, paddings, mode),
    loops: ({ shape, paddings }, x) =>
      grid(
        shape.map((length, i) => length + (paddings[i] as [number, number])[0] + (paddings[i] as [number, number])[1]),
        (index) =>
          valueAt(
            x,
            index.map((n, i) => source(n - (paddings[i] as [number, number])[0], shape[i] as number)),
          ),
      ),
  });
}

const simple = (name: string, parameters: fc.Arbitrary<number[]>, run: (x: tf.Tensor) => tf.Tensor, loops: (x: Grid) => Grid): Operation =>
  operation<number[]>({
    name,
    parameters,
    inputs: (shape) => [{ shape }],
    run: (_, x) => run(x),
    loops: (_, x) => loops(x),
  });

const concatenated = (grids: readonly Grid[], axis: number): Grid => {
  const [first] = grids as [Grid];
  const places = grids.flatMap((one, n) => Array.from({ length: one.shape[axis] as number }, (_, i) => [n, i] as const));
  return grid(replaced(first.shape, axis, places.length), (index) => {
    const [n, i] = places[at(index, axis)] as readonly [number, number];
    return valueAt(grids[n] as Grid, replaced(index, axis, i));
  });
};

/** Moving numbers about: reshaping, joining, cutting, padding, repeating. */
export const movementOperations: readonly Operation[] = [
  simple(
    "reshape",
    shapes(0, 4),
    (x) => tf.reshape(x, [x.size]),
    (x) => relabelled(x, [sizeOf(x.shape)]),
  ),
  simple(
    "expandDims",
    shapes(1, 3),
    (x) => tf.expandDims(x, 1),
    (x) => relabelled(x, [x.shape[0] as number, 1, ...x.shape.slice(1)]),
  ),
  simple(
    "squeeze",
    shapes(0, 4, 2),
    (x) => tf.squeeze(x),
    (x) =>
      relabelled(
        x,
        x.shape.filter((length) => length !== 1),
      ),
  ),
  operation<{ shape: number[]; order: number[] }>({
    name: "transpose",
    parameters: shapes(1, 5, 4).chain((shape) =>
      fc.record({
        shape: fc.constant(shape),
        order: fc.shuffledSubarray([...shape.keys()], { minLength: shape.length, maxLength: shape.length }),
      }),
    ),
    inputs: ({ shape }) => [{ shape }],
    run: ({ order }, x) => tf.transpose(x, order),
    loops: ({ shape, order }, x) =>
      grid(
        order.map((axis) => shape[axis] as number),
        (index) =>
          valueAt(
            x,
            shape.map((_, axis) => at(index, order.indexOf(axis))),
          ),
      ),
  }),
  operation<{ shape: number[]; times: number[] }>({
    name: "tile",
    parameters: shapes(1, 4, 3).chain((shape) => fc.record({ shape: fc.constant(shape), times: each(shape, () => side(3)) })),
    inputs: ({ shape }) => [{ shape }],
    run: ({ times }, x) => tf.tile(x, times),
    loops: ({ shape, times }, x) =>
      grid(
        shape.map((length, i) => length * (times[i] as number)),
        (index) =>
          valueAt(
            x,
            index.map((n, i) => n % (shape[i] as number)),
          ),
      ),
  }),
  operation<{ shape: number[]; front: number[]; ones: boolean[] }>({
    name: "broadcastTo",
    parameters: fullShapes(1, 3, 4).chain((shape) =>
      fc.record({
        shape: fc.constant(shape),
        front: fullShapes(0, 1, 3),
        ones: fc.array(fc.boolean(), { minLength: shape.length, maxLength: shape.length }),
      }),
    ),
    inputs: ({ shape, ones }) => [{ shape: shape.map((length, i) => (ones[i] === true ? 1 : length)) }],
    run: ({ shape, front }, x) => tf.broadcastTo(x, [...front, ...shape]),
    loops: ({ shape, front }, x) => grid([...front, ...shape], (index) => valueAt(x, index)),
  }),
  operation<Axis & { lengths: number[] }>({
    name: "concat",
    parameters: shapesAndAxis.chain((drawn) =>
      fc.record({
        shape: fc.constant(drawn.shape),
        axis: fc.constant(drawn.axis),
        lengths: fc.array(fc.nat(3), { minLength: 2, maxLength: 4 }),
      }),
    ),
    inputs: ({ shape, axis, lengths }) => lengths.map((length) => ({ shape: replaced(shape, axis, length) })),
    run: ({ axis }, ...all) => tf.concat(all, axis),
    loops: ({ axis }, ...all) => concatenated(all, axis),
  }),
  operation<Axis>({
    name: "stack",
    parameters: shapesAndAxis,
    inputs: ({ shape }) => [{ shape }, { shape }, { shape }],
    run: ({ axis }, ...all) => tf.stack(all, axis),
    loops: ({ shape, axis }, ...all) =>
      concatenated(
        all.map((x) => relabelled(x, shape.toSpliced(axis, 0, 1))),
        axis,
      ),
  }),
  operation<Axis>({
    name: "unstack",
    parameters: fullShapes(1, 4, 4).chain((shape) => fc.record({ shape: fc.constant(shape), axis: fc.nat(shape.length - 1) })),
    inputs: ({ shape }) => [{ shape }],
    run: ({ axis }, x) => tf.unstack(x, axis).at(-1) as tf.Tensor,
    loops: ({ shape, axis }, x) =>
      grid(shape.toSpliced(axis, 1), (index) => valueAt(x, index.toSpliced(axis, 0, (shape[axis] as number) - 1))),
  }),
  operation<Axis & { parts: number[] }>({
    name: "split",
    parameters: shapesAndAxis.chain((drawn) =>
      fc.record({
        shape: fc.constant(drawn.shape),
        axis: fc.constant(drawn.axis),
        parts: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 3 }),
      }),
    ),
    inputs: ({ shape, axis, parts }) => [
      {
        shape: replaced(
          shape,
          axis,
          parts.reduce((a, b) => a + b),
        ),
      },
    ],
    run: ({ axis, parts }, x) => tf.concat(tf.split(x, parts, axis).toReversed(), axis),
    loops: ({ axis, parts }, x) => {
      const starts = parts.map((_, n) => parts.slice(0, n).reduce((a, b) => a + b, 0));
      const cut = parts.map((length, n) =>
        grid(replaced(x.shape, axis, length), (index) => valueAt(x, replaced(index, axis, at(index, axis) + (starts[n] as number)))),
      );
      return concatenated(cut.toReversed(), axis);
    },
  }),
  operation<{ shape: number[]; begin: number[]; size: number[] }>({
    name: "slice",
    parameters: fullShapes(1, 5, 4).chain((shape) =>
      fc
        .tuple(...shape.map((length) => fc.nat(length - 1).chain((begin) => fc.tuple(fc.constant(begin), fc.nat(length - begin)))))
        .map((cuts) => ({ shape, begin: cuts.map(([begin]) => begin), size: cuts.map(([, size]) => size) })),
    ),
    inputs: ({ shape }) => [{ shape }],
    run: ({ begin, size }, x) => tf.slice(x, begin, size),
    loops: ({ begin, size }, x) =>
      grid(size, (index) =>
        valueAt(
          x,
          index.map((n, i) => n + (begin[i] as number)),
        ),
      ),
  }),
  operation<{ shape: number[]; begin: number[]; size: number[]; stride: number[]; back: boolean }>({
    name: "stridedSlice",
    parameters: fullShapes(1, 4, 6).chain((shape) =>
      fc.record({
        shape: fc.constant(shape),
        begin: each(shape, (length) => fc.nat(length - 1)),
        size: each(shape, () => side()),
        stride: each(shape, () => side(3)),
        back: fc.boolean(),
      }),
    ),
    inputs: ({ shape }) => [{ shape }],
    run: ({ shape, begin, size, stride, back }, x) => {
      const end = begin.map((first, i) => Math.min(shape[i] as number, first + (size[i] as number)));
      return back
        ? tf.stridedSlice(
            x,
            begin,
            begin.map(() => 0),
            stride.map((step) => -step),
            0,
            2 ** shape.length - 1,
          )
        : tf.stridedSlice(x, begin, end, stride);
    },
    loops: ({ shape, begin, size, stride, back }, x) =>
      grid(
        shape.map((length, i) => {
          const [first, step] = [begin[i] as number, stride[i] as number];
          return back ? Math.floor(first / step) + 1 : Math.ceil((Math.min(length, first + (size[i] as number)) - first) / step);
        }),
        (index) =>
          valueAt(
            x,
            index.map((n, i) => (begin[i] as number) + (back ? -1 : 1) * n * (stride[i] as number)),
          ),
      ),
  }),
  operation<{ shape: number[]; axes: number[] }>({
    name: "reverse",
    parameters: shapes(1, 4, 5).chain((shape) =>
      fc.record({ shape: fc.constant(shape), axes: fc.subarray([...shape.keys()], { minLength: 1 }) }),
    ),
    inputs: ({ shape }) => [{ shape }],
    run: ({ axes }, x) => tf.reverse(x, axes),
    loops: ({ shape, axes }, x) =>
      grid(shape, (index) =>
        valueAt(
          x,
          index.map((n, i) => (axes.includes(i) ? (shape[i] as number) - 1 - n : n)),
        ),
      ),
  }),
  operation<{ shape: number[]; paddings: [number, number][] }>({
    name: "pad",
    parameters: padded,
    inputs: ({ shape }) => [{ shape }],
    run: ({ paddings }, x) => tf.pad(x, paddings, 0.7),
    loops: ({ shape, paddings }, x) =>
      grid(
        shape.map((length, i) => length + (paddings[i] as [number, number])[0] + (paddings[i] as [number, number])[1]),
        (index) =>
          valueOr(
            x,
            index.map((n, i) => n - (paddings[i] as [number, number])[0]),
            Math.fround(0.7),
          ),
      ),
  }),
  mirror("reflect"),
  mirror("symmetric"),
];
