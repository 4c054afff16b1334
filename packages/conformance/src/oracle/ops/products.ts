import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { broadcastShape, grid, valueAt, type Grid } from "../grid.ts";
import { operation, type Operation } from "../operation.ts";
import { fullShapes, side } from "../shapes.ts";

interface Product {
  readonly outer: { readonly a: number[]; readonly b: number[] };
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** Two or three leading axes, any of them of size 1 on either side or missing on one. */
const outers = fc
  .tuple(fullShapes(2, 3, 3), fc.array(fc.constantFrom("same", "left", "right"), { minLength: 3, maxLength: 3 }), fc.nat(3), fc.boolean())
  .map(([shape, kinds, missing, swap]) => {
    const left = shape.map((length, i) => (kinds[i] === "left" ? 1 : length));
    const right = shape.map((length, i) => (kinds[i] === "right" ? 1 : length)).slice(Math.max(0, missing - 1));
    return swap ? { a: right, b: left } : { a: left, b: right };
  });
const products = (most: number, batched: boolean): fc.Arbitrary<Product> =>
  fc.record({
    outer: batched ? outers : fc.constant({ a: [] as number[], b: [] as number[] }),
    m: side(most),
    k: side(most),
    n: side(most),
    transposeA: fc.boolean(),
    transposeB: fc.boolean(),
  });

const inputs = ({ outer, m, k, n, transposeA, transposeB }: Product) => [
  { shape: [...outer.a, ...(transposeA ? [k, m] : [m, k])] },
  { shape: [...outer.b, ...(transposeB ? [n, k] : [k, n])] },
];

function matMul({ outer, m, k, n, transposeA, transposeB }: Product, a: Grid, b: Grid): Grid {
  return grid([...broadcastShape(outer.a, outer.b), m, n], (index) => {
    const [batch, i, j] = [index.slice(0, -2), index.at(-2) as number, index.at(-1) as number];
    const [outerA, outerB] = [batch.slice(batch.length - outer.a.length), batch.slice(batch.length - outer.b.length)];
    let sum = 0;
    for (let l = 0; l < k; l++) {
      const x = whole(a, [...outerA, ...(transposeA ? [l, i] : [i, l])], outer.a);
      sum += x * whole(b, [...outerB, ...(transposeB ? [j, l] : [l, j])], outer.b);
    }
    return sum;
  });
}

/** A value where only the leading axes may be broadcast. */
function whole(x: Grid, index: readonly number[], outer: readonly number[]): number {
  let at = 0;
  for (const [axis, length] of x.shape.entries())
    at = at * length + (axis < outer.length && outer[axis] === 1 ? 0 : (index[axis] as number));
  return x.values[at] as number;
}

const activations = {
  linear: (x: number) => x,
  relu: (x: number) => Math.max(0, x),
  relu6: (x: number) => Math.min(6, Math.max(0, x)),
  elu: (x: number) => (x < 0 ? Math.expm1(x) : x),
  sigmoid: (x: number) => 1 / (1 + Math.exp(-x)),
} as const;

const equations: Readonly<Record<string, readonly number[][]>> = {
  "ij,jk->ik": [
    [3, 4],
    [4, 2],
  ],
  "bij,bjk->bik": [
    [2, 3, 4],
    [2, 4, 2],
  ],
  "bqhd,bkhd->bhqk": [
    [2, 3, 2, 4],
    [2, 5, 2, 4],
  ],
  "bhqk,bkhd->bqhd": [
    [2, 2, 3, 5],
    [2, 5, 2, 4],
  ],
  "ij->ji": [[3, 4]],
  "ij->": [[3, 4]],
  "i,j->ij": [[3], [4]],
  "bi,bi->b": [
    [3, 4],
    [3, 4],
  ],
  "ij,j->i": [[3, 4], [4]],
  "abc,cd->abd": [
    [2, 3, 4],
    [4, 5],
  ],
};

/** A letter that only one of two terms has, and that is summed. */
const lonely: Readonly<Record<string, readonly number[][]>> = {
  "ij,k->ik": [[3, 4], [2]],
  "ij,jk->k": [
    [3, 4],
    [4, 2],
  ],
  "bij,jk->bk": [
    [2, 3, 4],
    [4, 2],
  ],
};

/** Einstein's sum by its definition: every combination of all letters. */
function einsum(equation: string, grids: readonly Grid[]): Grid {
  const [left = "", right = ""] = equation.split("->");
  const terms = left.split(",");
  const length = (letter: string): number => {
    const n = terms.findIndex((term) => term.includes(letter));
    return (grids[n] as Grid).shape[(terms[n] as string).indexOf(letter)] as number;
  };
  const summed = Array.from(new Set(left.replace(/,/g, ""))).filter((letter) => !right.includes(letter));
  return grid(Array.from(right).map(length), (index) => {
    let sum = 0;
    const inner = grid(summed.map(length), (rest) => {
      const place = (letter: string): number =>
        (right.includes(letter) ? index[right.indexOf(letter)] : rest[summed.indexOf(letter)]) as number;
      return terms.reduce((product, term, n) => product * valueAt({ ...(grids[n] as Grid) }, Array.from(term).map(place)), 1);
    });
    for (const value of inner.values) sum += value;
    return sum;
  });
}

const product = (name: string, parameters: fc.Arbitrary<Product>, more: Partial<Operation<Product>> = {}): Operation =>
  operation<Product>({
    name,
    parameters,
    inputs,
    run: ({ transposeA, transposeB }, a, b) => tf.matMul(a, b, transposeA, transposeB),
    loops: (drawn, a, b) => matMul(drawn, a, b),
    ...more,
  });

/** Matrix products of every rank, batch and transposition. */
export const productOperations: readonly Operation[] = [
  product("matMul", products(7, false)),
  product("matMul of wide matrices", products(70, false), { most: 10 }),
  product("matMul, batches that broadcast", products(4, true)),
  product("matMul of int32, batches that broadcast", products(3, true), {
    inputs: (drawn) => inputs(drawn).map((input) => ({ ...input, fill: "whole" })),
    dtype: "int32",
  }),
  product("matMul of NaN and infinities", products(4, false), {
    inputs: (drawn) => inputs(drawn).map((input, i) => (i === 0 ? input : { ...input, fill: "special" })),
    differentiable: false,
    // A sum that overflows in float32 is an infinity there.
    loops: (drawn, a, b) => {
      const { shape, values } = matMul(drawn, a, b);
      return { shape, values: values.map(Math.fround) };
    },
  }),
  operation<Product & { activation: keyof typeof activations; bias: boolean }>({
    name: "fused.matMul",
    parameters: fc
      .tuple(products(6, false), fc.constantFrom(...(Object.keys(activations) as (keyof typeof activations)[])), fc.boolean())
      .map(([drawn, activation, bias]) => ({ ...drawn, activation, bias })),
    inputs: (drawn) => [...inputs(drawn), ...(drawn.bias ? [{ shape: [drawn.n] }] : [])],
    run: ({ transposeA, transposeB, activation }, a, b, bias) =>
      tf.fused.matMul({ a: a, b: b, transposeA, transposeB, activation, ...(bias ? { bias } : {}) }),
    loops: (drawn, a, b, bias) => {
      const plain = matMul(drawn, a, b);
      const of = activations[drawn.activation];
      return grid(plain.shape, (index) => of(valueAt(plain, index) + (bias ? (bias.values[index[1] as number] as number) : 0)));
    },
    tolerance: 1e-4,
  }),
  operation<{ kind: number; m: number; k: number; n: number }>({
    name: "dot",
    parameters: fc.record({ kind: fc.nat(3), m: side(), k: side(), n: side() }),
    inputs: ({ kind, m, k, n }) => [{ shape: kind < 2 ? [k] : [m, k] }, { shape: kind % 2 === 0 ? [k] : [k, n] }],
    run: (_, a, b) => tf.dot(a, b),
    loops: ({ kind, m, k, n }, a, b) =>
      grid([...(kind < 2 ? [] : [m]), ...(kind % 2 === 0 ? [] : [n])], (index) => {
        let sum = 0;
        for (let l = 0; l < k; l++) {
          const x = a.values[(kind < 2 ? 0 : (index[0] as number) * k) + l] as number;
          sum += x * (b.values[kind % 2 === 0 ? l : l * n + (index.at(-1) as number)] as number);
        }
        return sum;
      }),
  }),
  operation<{ m: number; n: number }>({
    name: "outerProduct",
    parameters: fc.record({ m: side(), n: side() }),
    inputs: ({ m, n }) => [{ shape: [m] }, { shape: [n] }],
    run: (_, a, b) => tf.outerProduct(a as tf.Tensor1D, b as tf.Tensor1D),
    loops: ({ m, n }, a, b) => grid([m, n], ([i, j]) => (a.values[i as number] as number) * (b.values[j as number] as number)),
  }),
  sums("einsum", equations),
  sums("einsum, a letter of one term is summed", lonely),
];

function sums(name: string, known: Readonly<Record<string, readonly number[][]>>): Operation {
  return operation<string>({
    name,
    parameters: fc.constantFrom(...Object.keys(known)),
    inputs: (equation) => (known[equation] as number[][]).map((shape) => ({ shape })),
    run: (equation, ...all) => tf.einsum(equation, ...all),
    loops: (equation, ...all) => einsum(equation, all),
  });
}
