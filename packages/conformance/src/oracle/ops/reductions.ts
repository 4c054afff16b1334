import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { grid, indicesOf, reduce, stridesOf, valueAt, type Grid } from "../grid.ts";
import type { Fill } from "../operation-input.ts";
import { operation, type Operation } from "../operation.ts";
import { fullShapes, shapesAndAxes, shapesAndAxis, side } from "../shapes.ts";

type Axes = { readonly shape: number[]; readonly axes: number[]; readonly keepDims: boolean };
type Axis = { readonly shape: number[]; readonly axis: number };

interface Reduction {
  readonly run: (x: tf.Tensor, axes: number[], keepDims: boolean) => tf.Tensor;
  readonly of: (values: number[]) => number;
  readonly fill?: Fill;
  /** Whether reducing nothing has a value; default true. */
  readonly empty?: boolean;
  readonly dtype?: tf.DataType;
  readonly differentiable?: boolean;
  readonly tolerance?: number;
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const most = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), -Infinity);
const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b), Infinity);
const logSumExp = (values: readonly number[]): number => Math.log(total(values.map(Math.exp)));
const length = (values: readonly number[]): number => Math.sqrt(total(values.map((value) => value * value)));

const reductions: Readonly<Record<string, Reduction>> = {
  sum: { run: tf.sum, of: total },
  "sum of NaN and infinities": { run: tf.sum, of: (values) => Math.fround(total(values)), fill: "special", differentiable: false },
  "sum of int32": { run: tf.sum, of: total, fill: "whole", dtype: "int32" },
  "sum of bool": { run: tf.sum, of: total, fill: "flags", dtype: "int32" },
  mean: { run: tf.mean, of: (values) => total(values) / values.length, empty: false },
  "mean of int32": { run: tf.mean, of: (values) => total(values) / values.length, fill: "whole", empty: false },
  max: { run: tf.max, of: most, empty: false },
  min: { run: tf.min, of: least, empty: false },
  "max of NaN and infinities": { run: tf.max, of: most, fill: "special", differentiable: false, empty: false },
  "min of NaN and infinities": { run: tf.min, of: least, fill: "special", differentiable: false, empty: false },
  "max of int32": { run: tf.max, of: most, fill: "whole", dtype: "int32", empty: false },
  prod: { run: tf.prod, of: (values) => values.reduce((a, b) => a * b, 1) },
  logSumExp: { run: tf.logSumExp, of: logSumExp, tolerance: 1e-4, empty: false },
  euclideanNorm: {
    run: (x, axes, keep) => tf.norm(x, "euclidean", axes.length > 1 ? axes.slice(0, 2) : axes[0], keep),
    of: length,
    empty: false,
  },
  all: { run: tf.all, of: (values) => Number(values.every(Boolean)), fill: "flags", dtype: "bool" },
  any: { run: tf.any, of: (values) => Number(values.some(Boolean)), fill: "flags", dtype: "bool" },
  variance: {
    run: (x, axes, keep) => tf.moments(x, axes, keep).variance,
    of: (values) => total(values.map((value) => (value - total(values) / values.length) ** 2)) / values.length,
    empty: false,
  },
};

function reduction(name: string, { run, of, fill, empty = true, ...rest }: Reduction): Operation {
  return operation<Axes>({
    name,
    parameters: shapesAndAxes
      .filter(({ shape }) => empty || shape.every((length) => length > 0))
      .map((drawn) => (name === "euclideanNorm" ? { ...drawn, axes: drawn.axes.slice(0, 2) } : drawn)),
    inputs: ({ shape }) => [{ shape, ...(fill === undefined ? {} : { fill }) }],
    run: ({ axes, keepDims }, x) => run(x, axes, keepDims),
    loops: ({ axes, keepDims }, x) => reduce(x, axes, keepDims, of),
    ...rest,
  });
}

/** Along one axis: `of` maps the values on a line to as many. */
function along({ shape, values }: Grid, axis: number, of: (line: number[]) => number[]): Grid {
  const out = new Float64Array(values.length);
  const stride = stridesOf(shape)[axis] as number;
  let at = 0;
  for (const index of indicesOf(shape)) {
    if (index[axis] === 0) {
      const places = Array.from({ length: shape[axis] as number }, (_, i) => at + i * stride);
      of(places.map((place) => values[place] as number)).forEach((value, i) => (out[places[i] as number] = value));
    }
    at++;
  }
  return { shape, values: out };
}

function scan(line: number[], exclusive: boolean, reverse: boolean, of: (a: number, b: number) => number, start: number): number[] {
  const ordered = reverse ? line.toReversed() : line;
  let running = start;
  const out = ordered.map((value) => {
    const before = running;
    running = of(running, value);
    return exclusive ? before : running;
  });
  return reverse ? out.toReversed() : out;
}

const softmax = (line: number[]): number[] => {
  const largest = most(line);
  const powers = line.map((value) => Math.exp(value - largest));
  return powers.map((power) => power / total(powers));
};

const positionOf = (better: (a: number, b: number) => boolean) => (values: number[]) =>
  values.reduce((best, value, i) => (better(value, values[best] as number) ? i : best), 0);

const argument = (name: string, run: (x: tf.Tensor, axis: number) => tf.Tensor, of: (values: number[]) => number, fill?: Fill): Operation =>
  operation<Axis>({
    name,
    parameters: shapesAndAxis.filter(({ shape, axis }) => (shape[axis] as number) > 0),
    inputs: ({ shape }) => [{ shape, ...(fill === undefined ? {} : { fill }) }],
    run: ({ axis }, x) => run(x, axis),
    loops: ({ axis }, x) => reduce(x, [axis], false, of),
    dtype: "int32",
  });

type Scan = Axis & { readonly exclusive: boolean; readonly reverse: boolean };
const scans = shapesAndAxis.chain(({ shape, axis }) =>
  fc.record({ shape: fc.constant(shape), axis: fc.constant(axis), exclusive: fc.boolean(), reverse: fc.boolean() }),
);

/** Over axes: sums, extremes, softmax, scans, sorting. */
export const reductionOperations: readonly Operation[] = [
  ...Object.entries(reductions).map(([name, described]) => reduction(name, described)),
  argument(
    "argMax",
    (x, axis) => tf.argMax(x, axis),
    positionOf((a, b) => a > b),
  ),
  argument(
    "argMin",
    (x, axis) => tf.argMin(x, axis),
    positionOf((a, b) => a < b),
  ),
  argument(
    "argMax with ties",
    (x, axis) => tf.argMax(x, axis),
    positionOf((a, b) => a > b),
    "whole",
  ),
  operation<Scan>({
    name: "cumsum",
    parameters: scans,
    inputs: ({ shape }) => [{ shape }],
    run: ({ axis, exclusive, reverse }, x) => tf.cumsum(x, axis, exclusive, reverse),
    loops: ({ axis, exclusive, reverse }, x) => along(x, axis, (line) => scan(line, exclusive, reverse, (a, b) => a + b, 0)),
  }),
  operation<Scan>({
    name: "cumprod",
    parameters: scans,
    inputs: ({ shape }) => [{ shape }],
    run: ({ axis, exclusive, reverse }, x) => tf.cumprod(x, axis, exclusive, reverse),
    loops: ({ axis, exclusive, reverse }, x) => along(x, axis, (line) => scan(line, exclusive, reverse, (a, b) => a * b, 1)),
  }),
  operation<number[]>({
    name: "softmax",
    parameters: fullShapes(1, 3),
    inputs: (shape) => [{ shape }],
    run: (_, x) => tf.softmax(x),
    loops: (_, x) => along(x, x.shape.length - 1, softmax),
    tolerance: 1e-4,
  }),
  operation<number[]>({
    name: "logSoftmax",
    parameters: fullShapes(1, 3),
    inputs: (shape) => [{ shape }],
    run: (_, x) => tf.logSoftmax(x),
    loops: (_, x) => along(x, x.shape.length - 1, (line) => softmax(line).map(Math.log)),
    tolerance: 1e-4,
  }),
  operation<{ shape: number[]; k: number }>({
    name: "topk",
    parameters: fullShapes(1, 3).chain((shape) =>
      fc.record({ shape: fc.constant(shape), k: fc.integer({ min: 1, max: shape.at(-1) as number }) }),
    ),
    inputs: ({ shape }) => [{ shape }],
    run: ({ k }, x) => tf.topk(x, k).values,
    loops: ({ k }, x) => {
      const sorted = along(x, x.shape.length - 1, (line) => line.toSorted((a, b) => b - a));
      return grid([...sorted.shape.slice(0, -1), k], (index) => valueAt(sorted, index));
    },
  }),
  operation<{ rows: number; width: number; segments: number }>({
    name: "unsortedSegmentSum",
    parameters: fc.record({ rows: side(), width: side(), segments: side() }),
    inputs: ({ rows, width, segments }) => [{ shape: [rows, width] }, { shape: [rows], fill: { below: segments } }],
    run: ({ segments }, x, ids) => tf.unsortedSegmentSum(x, ids as tf.Tensor1D, segments),
    loops: ({ rows, width, segments }, x, ids) =>
      grid([segments, width], ([segment, column]) =>
        total(Array.from({ length: rows }, (_, row) => (ids?.values[row] === segment ? valueAt(x, [row, column as number]) : 0))),
      ),
  }),
];
