import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { map } from "../grid.ts";
import type { Fill } from "../operation-input.ts";
import { operation, type Operation } from "../operation.ts";
import { shapes } from "../shapes.ts";

interface Unary {
  readonly run: (x: tf.Tensor) => tf.Tensor;
  readonly of: (x: number) => number;
  readonly fill?: Fill;
  /** Whether NaN, infinities and signed zeros are tried too; default true. */
  readonly special?: boolean;
  readonly dtype?: tf.DataType;
  readonly differentiable?: boolean;
  readonly tolerance?: number;
}

/** Coarser rounding of exponentials, logarithms and trigonometry. */
const COARSE = 1e-4;
const ALPHA = 1.6732632423543772;
const SCALE = 1.0507009873554805;

/** Error function by its series, which converges everywhere that is tried (Abramowitz and Stegun 7.1.6). */
function erf(x: number): number {
  let [term, sum] = [x, x];
  for (let n = 1; n < 80; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** To the nearest whole number, halves to the even one. */
function roundEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  return rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1;
}

const relu = (x: number): number => (x < 0 ? 0 : x);
const unary: Readonly<Record<string, Unary>> = {
  abs: { run: tf.abs, of: Math.abs },
  acos: { run: tf.acos, of: Math.acos, fill: "unit", tolerance: COARSE },
  acosh: { run: (x) => tf.acosh(tf.add(x, 1)), of: (x) => Math.acosh(x + 1), fill: "positive", tolerance: COARSE },
  asin: { run: tf.asin, of: Math.asin, fill: "unit", tolerance: COARSE },
  asinh: { run: tf.asinh, of: Math.asinh, tolerance: COARSE, special: false },
  atan: { run: tf.atan, of: Math.atan, tolerance: COARSE },
  atanh: { run: tf.atanh, of: Math.atanh, fill: "unit", tolerance: 1e-3 },
  ceil: { run: tf.ceil, of: Math.ceil },
  clipByValue: {
    run: (x) => tf.clipByValue(x, -0.5, 0.7),
    of: (x) => (x < -0.5 ? -0.5 : x > 0.7 ? 0.7 : x),
  },
  cos: { run: tf.cos, of: Math.cos, tolerance: COARSE, special: false },
  cosh: { run: tf.cosh, of: Math.cosh, tolerance: COARSE, special: false },
  elu: { run: tf.elu, of: (x) => (x < 0 ? Math.expm1(x) : x), tolerance: COARSE },
  erf: { run: tf.erf, of: erf, tolerance: COARSE, special: false },
  exp: { run: tf.exp, of: Math.exp, tolerance: COARSE, special: false },
  expm1: { run: tf.expm1, of: Math.expm1, tolerance: COARSE, special: false },
  floor: { run: tf.floor, of: Math.floor },
  leakyRelu: { run: (x) => tf.leakyRelu(x, 0.3), of: (x) => (x < 0 ? Math.fround(0.3) * x : x), special: false },
  log: { run: tf.log, of: Math.log, fill: "positive", tolerance: COARSE },
  log1p: { run: tf.log1p, of: Math.log1p, fill: "positive", tolerance: COARSE },
  logSigmoid: { run: tf.logSigmoid, of: (x) => -Math.log1p(Math.exp(-x)), tolerance: COARSE, special: false },
  neg: { run: tf.neg, of: (x) => -x },
  reciprocal: { run: tf.reciprocal, of: (x) => 1 / x, fill: "positive", special: false },
  relu: { run: tf.relu, of: relu },
  relu6: { run: (x) => tf.relu6(tf.mul(x, 5)), of: (x) => Math.min(6, relu(5 * x)), special: false },
  round: { run: tf.round, of: roundEven, special: false },
  rsqrt: { run: tf.rsqrt, of: (x) => 1 / Math.sqrt(x), fill: "positive" },
  selu: { run: tf.selu, of: (x) => SCALE * (x < 0 ? ALPHA * Math.expm1(x) : x), tolerance: COARSE, special: false },
  sigmoid: { run: tf.sigmoid, of: (x) => 1 / (1 + Math.exp(-x)), tolerance: COARSE },
  sign: { run: tf.sign, of: (x) => (Number.isNaN(x) ? 0 : Math.sign(x)), special: false },
  sin: { run: tf.sin, of: Math.sin, tolerance: COARSE, special: false },
  sinh: { run: tf.sinh, of: Math.sinh, tolerance: COARSE, special: false },
  softplus: { run: tf.softplus, of: (x) => Math.log1p(Math.exp(x)), tolerance: COARSE, special: false },
  sqrt: { run: tf.sqrt, of: Math.sqrt, fill: "positive" },
  square: { run: tf.square, of: (x) => x * x, special: false },
  step: { run: (x) => tf.step(x, 0.2), of: (x) => (x > 0 ? 1 : 0.2), special: false },
  tan: { run: (x) => tf.tan(tf.mul(x, 0.5)), of: (x) => Math.tan(x / 2), tolerance: COARSE, special: false },
  tanh: { run: tf.tanh, of: Math.tanh, tolerance: COARSE },
  zerosLike: { run: tf.zerosLike, of: () => 0 },
  onesLike: { run: tf.onesLike, of: () => 1 },
  isNaN: { run: tf.isNaN, of: (x) => Number(Number.isNaN(x)), dtype: "bool" },
  isInf: { run: tf.isInf, of: (x) => Number(Math.abs(x) === Infinity), dtype: "bool" },
  isFinite: { run: tf.isFinite, of: (x) => Number(Number.isFinite(x)), dtype: "bool" },
  "cast to int32": { run: (x) => tf.cast(tf.mul(x, 4), "int32"), of: (x) => Math.trunc(4 * x), dtype: "int32", special: false },
  "cast to bool": { run: (x) => tf.cast(tf.step(x), "bool"), of: (x) => Number(x > 0), dtype: "bool", special: false },
  "cast of int32": { run: (x) => tf.cast(x, "float32"), of: (x) => x, fill: "whole", special: false },
  "abs of int32": { run: tf.abs, of: Math.abs, fill: "whole", dtype: "int32", special: false },
  "neg of int32": { run: tf.neg, of: (x) => -x, fill: "whole", dtype: "int32", special: false },
  "square of int32": { run: tf.square, of: (x) => x * x, fill: "whole", dtype: "int32", special: false },
  logicalNot: { run: tf.logicalNot, of: (x) => 1 - x, fill: "flags", dtype: "bool", special: false },
};

/** Of one array, element by element. */
export const unaryOperations: readonly Operation[] = Object.entries(unary).flatMap(([name, { run, of, fill, special = true, ...rest }]) => {
  const made = (title: string, filled: Fill | undefined, more: Partial<Operation<number[]>>): Operation =>
    operation<number[]>({
      name: title,
      parameters: fc.oneof(shapes(0, 4, 5), fc.constantFrom<number[]>([67], [3, 33])),
      inputs: (shape) => [filled === undefined ? { shape } : { shape, fill: filled }],
      run: (_, x) => run(x),
      loops: (_, x) => map(x, of),
      ...rest,
      ...more,
    });
  return [made(name, fill, {}), ...(special ? [made(`${name} of NaN and infinities`, "special", { differentiable: false })] : [])];
});
