import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { grid, map, valueAt, zip, type Grid } from "../grid.ts";
import type { Fill } from "../operation-input.ts";
import { operation, type Operation } from "../operation.ts";
import { broadcastPairs, shapes } from "../shapes.ts";

type Pair = { readonly a: number[]; readonly b: number[] };

interface Binary {
  readonly run: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;
  readonly of: (a: number, b: number) => number;
  readonly fills?: readonly [Fill, Fill];
  readonly dtype?: tf.DataType;
  readonly differentiable?: boolean;
  readonly tolerance?: number;
}

const whole: readonly [Fill, Fill] = ["whole", "whole"];
const special: readonly [Fill, Fill] = ["special", "special"];
const either = (a: number, b: number, choose: (...both: number[]) => number): number =>
  Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : choose(a, b);

const arithmetic: Readonly<Record<string, Binary>> = {
  add: { run: tf.add, of: (a, b) => a + b },
  sub: { run: tf.sub, of: (a, b) => a - b },
  mul: { run: tf.mul, of: (a, b) => a * b },
  div: { run: tf.div, of: (a, b) => a / b, fills: ["normal", "positive"] },
  divNoNan: { run: tf.divNoNan, of: (a, b) => (b === 0 ? 0 : a / b), fills: ["normal", "positive"] },
  floorDiv: { run: tf.floorDiv, of: (a, b) => Math.floor(a / b), fills: ["normal", "positive"], dtype: "int32" },
  maximum: { run: tf.maximum, of: Math.max },
  minimum: { run: tf.minimum, of: Math.min },
  mod: { run: tf.mod, of: (a, b) => a - Math.floor(a / b) * b, fills: ["normal", "positive"] },
  pow: { run: tf.pow, of: Math.pow, fills: ["positive", "normal"], tolerance: 1e-4 },
  squaredDifference: { run: tf.squaredDifference, of: (a, b) => (a - b) ** 2 },
  atan2: { run: tf.atan2, of: Math.atan2, tolerance: 1e-4 },
  "add of NaN and infinities": { run: tf.add, of: (a, b) => Math.fround(a + b), fills: special, differentiable: false },
  "mul of NaN and infinities": { run: tf.mul, of: (a, b) => Math.fround(a * b), fills: special, differentiable: false },
  "div of NaN and infinities": { run: tf.div, of: (a, b) => Math.fround(a / b), fills: special, differentiable: false },
  "maximum of NaN and infinities": { run: tf.maximum, of: (a, b) => either(a, b, Math.max), fills: special, differentiable: false },
  "minimum of NaN and infinities": { run: tf.minimum, of: (a, b) => either(a, b, Math.min), fills: special, differentiable: false },
  "add of int32": { run: tf.add, of: (a, b) => a + b, fills: whole, dtype: "int32" },
  "sub of int32": { run: tf.sub, of: (a, b) => a - b, fills: whole, dtype: "int32" },
  "mul of int32": { run: tf.mul, of: (a, b) => a * b, fills: whole, dtype: "int32" },
  "maximum of int32": { run: tf.maximum, of: Math.max, fills: whole, dtype: "int32" },
  "minimum of int32": { run: tf.minimum, of: Math.min, fills: whole, dtype: "int32" },
  "mul of float32 and int32": { run: tf.mul, of: (a, b) => a * b, fills: ["normal", "whole"] },
};

const flag = (test: (a: number, b: number) => boolean) => (a: number, b: number) => Number(test(a, b));
const comparisons: Readonly<Record<string, Pick<Binary, "run" | "of">>> = {
  equal: { run: tf.equal, of: flag((a, b) => a === b) },
  notEqual: { run: tf.notEqual, of: flag((a, b) => a !== b) },
  less: { run: tf.less, of: flag((a, b) => a < b) },
  lessEqual: { run: tf.lessEqual, of: flag((a, b) => a <= b) },
  greater: { run: tf.greater, of: flag((a, b) => a > b) },
  greaterEqual: { run: tf.greaterEqual, of: flag((a, b) => a >= b) },
};
const logic: Readonly<Record<string, Pick<Binary, "run" | "of">>> = {
  logicalAnd: { run: tf.logicalAnd, of: (a, b) => a & b },
  logicalOr: { run: tf.logicalOr, of: (a, b) => a | b },
  logicalXor: { run: tf.logicalXor, of: (a, b) => a ^ b },
};

function binary(name: string, { run, of, fills = ["normal", "normal"], ...rest }: Binary): Operation {
  return operation<Pair>({
    name,
    parameters: broadcastPairs,
    inputs: ({ a, b }) => [
      { shape: a, fill: fills[0] },
      { shape: b, fill: fills[1] },
    ],
    run: (_, a, b) => run(a, b),
    loops: (_, a, b) => zip(a, b, of),
    ...rest,
  });
}

const sum = (grids: readonly Grid[]): Grid => (grids as Grid[]).reduce((total, next) => zip(total, next, (a, b) => a + b));

/** Of two arrays or more, element by element, broadcast. */
export const binaryOperations: readonly Operation[] = [
  ...Object.entries(arithmetic).map(([name, described]) => binary(name, described)),
  ...Object.entries(comparisons).flatMap(([name, described]) => [
    binary(name, { ...described, dtype: "bool" }),
    binary(`${name} of NaN and infinities`, { ...described, fills: special, dtype: "bool", differentiable: false }),
    binary(`${name} of int32`, { ...described, fills: whole, dtype: "bool" }),
  ]),
  ...Object.entries(logic).map(([name, described]) => binary(name, { ...described, fills: ["flags", "flags"], dtype: "bool" })),
  operation<number[]>({
    name: "addN",
    parameters: shapes(0, 3),
    inputs: (shape) => [{ shape }, { shape }, { shape }],
    run: (_, ...all) => tf.addN(all),
    loops: (_, ...all) => sum(all),
  }),
  operation<Pair>({
    name: "where",
    parameters: broadcastPairs.filter(({ a }) => !a.includes(0)),
    inputs: ({ a, b }) => [{ shape: a, fill: "flags" }, { shape: b }, { shape: b.map(() => 1) }],
    run: (_, condition, a, b) => tf.where(condition, a, b),
    loops: (_, condition, a, b) => choose(condition, a, b),
  }),
  operation<number[]>({
    name: "where on a comparison of what is differentiated",
    parameters: shapes(0, 3),
    inputs: (shape) => [{ shape }],
    run: (_, x) => tf.where(tf.less(x, 0.1), tf.mul(x, 3), tf.square(x)),
    loops: (_, x) => map(x, (value) => (value < 0.1 ? 3 * value : value * value)),
  }),
  operation<number[]>({
    name: "masks of comparisons: equal, notEqual, less, lessEqual, greater, greaterEqual, logicalAnd, logicalOr, logicalNot",
    parameters: shapes(1, 2),
    inputs: (shape) => [{ shape }],
    run: (_, x0) => {
      const x = x0;
      const masks = [
        tf.less(x, 0.3),
        tf.lessEqual(x, 0.1),
        tf.greater(x, -0.2),
        tf.greaterEqual(x, 1),
        tf.equal(x, 0.5),
        tf.notEqual(x, 0.5),
      ];
      const both = [
        tf.logicalAnd(masks[0] as tf.Tensor, masks[2] as tf.Tensor),
        tf.logicalOr(masks[1] as tf.Tensor, masks[3] as tf.Tensor),
      ];
      const all = [...masks, ...both, tf.logicalNot(masks[0] as tf.Tensor)];
      return tf.mul(x, tf.addN(all.map((mask) => tf.cast(mask, "float32"))));
    },
    loops: (_, x0) =>
      map(x0, (x) => {
        const masks = [x < 0.3, x <= 0.1, x > -0.2, x >= 1, x === 0.5, x !== 0.5, x < 0.3 && x > -0.2, x <= 0.1 || x >= 1, x >= 0.3];
        return x * masks.filter(Boolean).length;
      }),
  }),
  ...[true, false].map((shared) =>
    operation<number[]>({
      name: `prelu, ${shared ? "a slope a channel" : "a slope an element"}`,
      parameters: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 4 }),
      inputs: (shape) => [{ shape }, { shape: shared ? shape.slice(-1) : shape.slice(1) }],
      run: (_, x, slope) => tf.prelu(x, slope),
      loops: (_, x, slope) => zip(x, slope, (a, b) => (a < 0 ? a * b : a)),
    }),
  ),
];

function choose(condition: Grid, a: Grid, b: Grid): Grid {
  const shape = zip(
    condition,
    zip(a, b, () => 0),
    () => 0,
  ).shape;
  return grid(shape, (index) => (valueAt(condition, index) === 1 ? valueAt(a, index) : valueAt(b, index)));
}
