import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { grid, valueAt, valueOr, zip } from "../grid.ts";
import { operation, type Operation } from "../operation.ts";
import { fullShapes, side } from "../shapes.ts";

type Index = readonly number[];
const at = (index: Index, axis: number): number => index[axis] as number;
const replaced = (index: Index, axis: number, value: number): number[] => index.map((i, n) => (n === axis ? value : i));

/** Picking numbers by their place and putting them there: gathering, scattering, blocks of pixels. */
export const gatherOperations: readonly Operation[] = [
  operation<{ shape: number[]; axis: number; count: number }>({
    name: "gather",
    parameters: fullShapes(1, 4, 4).chain((shape) =>
      fc.record({ shape: fc.constant(shape), axis: fc.nat(shape.length - 1), count: side(5) }),
    ),
    inputs: ({ shape, axis, count }) => [{ shape }, { shape: [count], fill: { below: shape[axis] as number } }],
    run: ({ axis }, x, rows) => tf.gather(x, rows, axis),
    loops: ({ shape, axis, count }, x, rows) =>
      grid(replaced(shape, axis, count), (index) => valueAt(x, replaced(index, axis, rows.values[at(index, axis)] as number))),
  }),
  operation<{ batch: number; rows: number; width: number; count: number }>({
    name: "gather within a batch",
    parameters: fc.record({ batch: side(3), rows: side(4), width: side(3), count: side(4) }),
    inputs: ({ batch, rows, width, count }) => [{ shape: [batch, rows, width] }, { shape: [batch, count], fill: { below: rows } }],
    run: (_, x, rows) => tf.gather(x, rows, 1, 1),
    loops: ({ batch, width, count }, x, rows) =>
      grid([batch, count, width], ([b, i, j]) => valueAt(x, [b as number, valueAt(rows, [b as number, i as number]), j as number])),
  }),
  operation<{ rows: number; columns: number; width: number; count: number }>({
    name: "gather by a matrix of rows",
    parameters: fc.record({ rows: side(4), columns: side(3), width: side(3), count: side(3) }),
    inputs: ({ rows, columns, width, count }) => [{ shape: [rows, width] }, { shape: [count, columns], fill: { below: rows } }],
    run: (_, x, rows) => tf.gather(x, rows),
    loops: ({ count, columns, width }, x, rows) =>
      grid([count, columns, width], ([i, j, k]) => valueAt(x, [valueAt(rows, [i as number, j as number]), k as number])),
  }),
  ...[1, 2].map((depth) =>
    operation<{ side: number; width: number; count: number }>({
      name: `gatherND of ${depth} axes`,
      parameters: fc.record({ side: side(4), width: side(3), count: side(5) }),
      inputs: ({ side: length, width, count }) => [{ shape: [length, length, width] }, { shape: [count, depth], fill: { below: length } }],
      run: (_, x, places) => tf.gatherND(x, places),
      loops: ({ side: length, width, count }, x, places) =>
        grid(depth === 1 ? [count, length, width] : [count, width], ([i, ...rest]) =>
          valueAt(x, [...Array.from({ length: depth }, (_, k) => valueAt(places, [i as number, k])), ...rest]),
        ),
    }),
  ),
  operation<{ rows: number; width: number; count: number }>({
    name: "scatterND, repeated places add up",
    parameters: fc.record({ rows: side(4), width: side(3), count: side(6) }),
    inputs: ({ rows, width, count }) => [{ shape: [count, width] }, { shape: [count, 1], fill: { below: rows } }],
    run: ({ rows, width }, updates, places) => tf.scatterND(places, updates, [rows, width]),
    loops: ({ rows, width, count }, updates, places) =>
      grid([rows, width], ([i, j]) => {
        let sum = 0;
        for (let n = 0; n < count; n++) if (places.values[n] === i) sum += valueAt(updates, [n, j as number]);
        return sum;
      }),
  }),
  operation<{ rows: number; width: number; count: number }>({
    name: "tensorScatterUpdate",
    parameters: fc.record({ rows: side(6), width: side(3), count: side(3) }),
    inputs: ({ rows, width, count }) => [
      { shape: [rows, width] },
      {
        shape: [Math.min(rows, count), 1],
        fill: { exactly: Array.from({ length: Math.min(rows, count) }, (_, i) => rows - 1 - i), dtype: "int32" },
      },
      { shape: [Math.min(rows, count), width] },
    ],
    run: (_, x, places, updates) => tf.tensorScatterUpdate(x, places, updates),
    loops: ({ rows, width }, x, places, updates) =>
      grid([rows, width], ([i, j]) => {
        const n = places.values.indexOf(i as number);
        return n === -1 ? valueAt(x, [i as number, j as number]) : valueAt(updates, [n, j as number]);
      }),
  }),
  operation<{ shape: number[]; depth: number }>({
    name: "oneHot",
    parameters: fc.record({ shape: fullShapes(1, 2, 4), depth: fc.integer({ min: 2, max: 5 }) }),
    inputs: ({ shape }) => [{ shape, fill: { below: 5 } }],
    run: ({ depth }, labels) => tf.oneHot(labels, depth, 2, -1, "float32"),
    loops: ({ shape, depth }, labels) =>
      grid([...shape, depth], (index) => (valueAt(labels, index.slice(0, -1)) === index.at(-1) ? 2 : -1)),
  }),
  operation<{ rows: number; columns: number; below: number; above: number }>({
    name: "linalg.bandPart",
    parameters: fc.record({
      rows: side(),
      columns: side(),
      below: fc.integer({ min: -1, max: 1 }),
      above: fc.integer({ min: -1, max: 1 }),
    }),
    inputs: ({ rows, columns }) => [{ shape: [2, rows, columns] }],
    run: ({ rows, columns, below, above }, x) => tf.linalg.bandPart(x, Math.min(below, rows), Math.min(above, columns)),
    loops: ({ below, above }, x) =>
      grid(x.shape, ([b, i, j]) => {
        const [row, column] = [i as number, j as number];
        const inside = (below < 0 || row - column <= below) && (above < 0 || column - row <= above);
        return inside ? valueAt(x, [b as number, row, column]) : 0;
      }),
  }),
  operation<number[]>({
    name: "diag",
    parameters: fullShapes(1, 2, 3),
    inputs: (shape) => [{ shape }],
    run: (_, x) => tf.diag(x),
    loops: (shape, x) =>
      grid([...shape, ...shape], (index) => {
        const half = index.length / 2;
        return index.slice(0, half).join() === index.slice(half).join() ? valueAt(x, index.slice(0, half)) : 0;
      }),
  }),
  operation<{ block: number; batch: number; height: number; width: number; channels: number }>({
    name: "depthToSpace",
    parameters: fc.record({ block: fc.integer({ min: 2, max: 3 }), batch: side(2), height: side(3), width: side(3), channels: side(2) }),
    inputs: ({ block, batch, height, width, channels }) => [{ shape: [batch, height, width, channels * block * block] }],
    run: ({ block }, x) => tf.depthToSpace(x as tf.Tensor4D, block),
    loops: ({ block, batch, height, width, channels }, x) =>
      grid([batch, height * block, width * block, channels], ([b, i, j, c]) => {
        const [row, column] = [i as number, j as number];
        const offset = ((row % block) * block + (column % block)) * channels;
        return valueAt(x, [b as number, Math.floor(row / block), Math.floor(column / block), offset + (c as number)]);
      }),
  }),
  operation<{ block: number; batch: number; height: number; width: number; top: number; left: number }>({
    name: "spaceToBatchND",
    parameters: fc.record({
      block: fc.integer({ min: 2, max: 3 }),
      batch: side(2),
      height: side(3),
      width: side(3),
      top: fc.nat(1),
      left: fc.nat(1),
    }),
    inputs: ({ block, batch, height, width, top, left }) => [{ shape: [batch, height * block - top, width * block - left, 2] }],
    run: ({ block, top, left }, x) =>
      tf.spaceToBatchND(
        x,
        [block, block],
        [
          [top, 0],
          [0, left],
        ],
      ),
    loops: ({ block, batch, height, width, top }, x) =>
      grid([batch * block * block, height, width, 2], ([n, i, j, c]) => {
        const cell = Math.floor((n as number) / batch);
        const row = (i as number) * block + Math.floor(cell / block) - top;
        return valueOr(x, [(n as number) % batch, row, (j as number) * block + (cell % block), c as number], 0);
      }),
  }),
  operation<{ block: number; batch: number; height: number; width: number; crop: number }>({
    name: "batchToSpaceND",
    parameters: fc.record({ block: fc.integer({ min: 2, max: 3 }), batch: side(2), height: side(3), width: side(3), crop: fc.nat(1) }),
    inputs: ({ block, batch, height, width }) => [{ shape: [batch * block * block, height, width, 2] }],
    run: ({ block, crop }, x) =>
      tf.batchToSpaceND(
        x,
        [block, block],
        [
          [crop, 0],
          [0, crop],
        ],
      ),
    loops: ({ block, batch, height, width, crop }, x) =>
      grid([batch, height * block - crop, width * block - crop, 2], ([b, i, j, c]) => {
        const [row, column] = [(i as number) + crop, j as number];
        const cell = (row % block) * block + (column % block);
        return valueAt(x, [cell * batch + (b as number), Math.floor(row / block), Math.floor(column / block), c as number]);
      }),
  }),
  operation<{ rows: number; columns: number }>({
    name: "meshgrid",
    parameters: fc.record({ rows: side(), columns: side() }),
    inputs: ({ rows, columns }) => [{ shape: [columns] }, { shape: [rows] }],
    run: (_, x, y) => {
      const [first, second] = tf.meshgrid(x as tf.Tensor1D, y as tf.Tensor1D) as [tf.Tensor, tf.Tensor];
      return tf.sub(first, tf.mul(second, 2));
    },
    loops: ({ rows, columns }, x, y) =>
      zip({ shape: [1, columns], values: x.values }, { shape: [rows, 1], values: y.values }, (a, b) => a - 2 * b),
  }),
  operation<number>({
    name: "eye, range, linspace, fill, ones, zeros",
    parameters: fc.integer({ min: 2, max: 7 }),
    inputs: () => [],
    run: (n) =>
      tf.concat([
        tf.reshape(tf.eye(n, n + 1), [n * (n + 1)]),
        tf.range(n, -n, -1.5),
        tf.linspace(-1, 2, n),
        tf.mul(tf.ones([n]), 0.7),
        tf.ones([n]),
        tf.zeros([n]),
      ]),
    loops: (n) => {
      const eye = Array.from({ length: n * (n + 1) }, (_, i) => Number(Math.floor(i / (n + 1)) === i % (n + 1)));
      const range = Array.from({ length: Math.ceil((2 * n) / 1.5) }, (_, i) => n - 1.5 * i);
      const line = Array.from({ length: n }, (_, i) => -1 + (3 * i) / (n - 1));
      const constants = [0.7, 1, 0].flatMap((value) => Array.from({ length: n }, () => value));
      const all = [...eye, ...range, ...line, ...constants];
      return { shape: [all.length], values: Float64Array.from(all) };
    },
  }),
];
