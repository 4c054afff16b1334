import { broadcast_util, type TensorInfo, util } from "@tensorflow/tfjs";
import type { SimdBackend } from "../simd-backend.ts";
import { type Epilogue, splitFinish } from "./activation.ts";
import type { KernelCall, SimdKernel } from "./simd-kernel.ts";
import { TILE_ROWS } from "./units.ts";

/** One product C [m, n] = A·B of matrices in the heap, by the addresses of their first values. */
interface Product {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** Panels of eight columns that hold `columns`. */
export const panelCount = (columns: number): number => Math.ceil(columns / 8);

/** Packs B [k, n] (or its transpose [n, k]) into panels at `target`. */
function packMatrix(backend: SimdBackend, { b, n, k, transposeB }: Product, target: number): void {
  const strides = transposeB ? [0, 0, 1, k] : [0, 0, n, 1];
  backend.run("packPanels", [b, target, 1, 1, k, ...strides, n], [], panelCount(n), k * 6);
}

/** C = activation(A·B + bias) for A in rows and B in panels. */
export function multiplyRows(
  backend: SimdBackend,
  a: number,
  panels: number,
  c: number,
  m: number,
  n: number,
  k: number,
  epilogue: Epilogue,
): void {
  const bias = epilogue.bias ? backend.input(epilogue.bias) : 0;
  // Rows of one item: few enough that A's stay in the second-level cache, and items enough to share out.
  const block = Math.max(
    TILE_ROWS,
    Math.min(96, Math.floor(65_536 / Math.max(k, 1) / TILE_ROWS) * TILE_ROWS, Math.ceil(m / 48) * TILE_ROWS),
  );
  const group = m <= 4 * block ? Math.max(1, Math.ceil(panelCount(n) / 8)) : panelCount(n);
  const items = Math.ceil(m / block) * Math.ceil(panelCount(n) / group);
  backend.scratch(64 * backend.pool.threads, (tables) => {
    backend.run(
      "multiplyRows",
      [a, panels, c, bias, epilogue.activation, m, n, k, block, group, tables],
      [epilogue.alpha],
      items,
      block * group * (2 * k + 16),
    );
  });
}

function multiply(backend: SimdBackend, product: Product, epilogue: Epilogue): void {
  const { a, b, c, m, n, k, transposeA, transposeB } = product;
  if (transposeA && !transposeB && epilogue.bias === undefined && epilogue.activation === 0) {
    backend.run("multiplyColumns", [a, b, c, m, n, k], [], Math.ceil(m / TILE_ROWS), panelCount(n) * (12 * k + 24));
    return;
  }
  backend.scratch(panelCount(n) * k * 32, (panels) => {
    packMatrix(backend, product, panels);
    if (!transposeA) return multiplyRows(backend, a, panels, c, m, n, k, epilogue);
    backend.scratch(m * k * 4, (rows) => {
      backend.run("transposeMatrix", [a, rows, k, m], [], Math.ceil(m / 16), k * 16);
      multiplyRows(backend, rows, panels, c, m, n, k, epilogue);
    });
  });
}

/** Which matrix of a batch belongs to each place of the batch it is broadcast to. */
function batchPositions(own: readonly number[], outer: readonly number[]): Int32Array {
  let positions = Int32Array.of(0);
  for (const [axis, length] of outer.entries()) {
    const side = own[axis - outer.length + own.length] ?? 1;
    const next = new Int32Array(positions.length * length);
    positions.forEach((before, i) => {
      for (let n = 0; n < length; n++) next[i * length + n] = before * side + (side === 1 ? 0 : n);
    });
    positions = next;
  }
  return positions;
}

function matMul({ inputs, attrs, backend, fallback }: KernelCall): TensorInfo | TensorInfo[] {
  const { a, b, bias, preluActivationWeights } = inputs as Record<string, TensorInfo>;
  if (a?.dtype !== "float32" || b?.dtype !== "float32") return fallback();
  const { transposeA, transposeB, activation, leakyreluAlpha } = attrs as {
    transposeA: boolean;
    transposeB: boolean;
    activation?: string;
    leakyreluAlpha?: number;
  };
  const [aRows, aColumns] = a.shape.slice(-2) as [number, number];
  const [bRows, bColumns] = b.shape.slice(-2) as [number, number];
  const [m, k] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
  const [depth, n] = transposeB ? [bColumns, bRows] : [bRows, bColumns];
  util.assert(
    k === depth,
    () =>
      `Error in matMul: inner shapes (${k}) and (${depth}) of Tensors with shapes ${a.shape.join()} and ${b.shape.join()} ` +
      `and transposeA=${transposeA} and transposeB=${transposeB} must match.`,
  );
  const outer = broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const epilogue = splitFinish({ bias, activation, prelu: preluActivationWeights, alpha: leakyreluAlpha ?? 0 }, n);
  const { info, address } = backend.output([...outer, m, n], "float32");
  const batchA = util.sizeFromShape(a.shape.slice(0, -2));
  const batchB = util.sizeFromShape(b.shape.slice(0, -2));
  const addressA = backend.input(a);
  const addressB = backend.input(b);
  if (m * n > 0 && batchB === 1 && !transposeA) {
    // One right-hand side for the whole batch: its rows are rows of one tall matrix.
    multiply(backend, { a: addressA, b: addressB, c: address, m: m * batchA, n, k, transposeA, transposeB }, epilogue);
  } else if (m * n * batchA * batchB > 0) {
    const [ofA, ofB] = [a, b].map((x) => batchPositions(x.shape.slice(0, -2), outer)) as [Int32Array, Int32Array];
    for (const [i, position] of ofA.entries()) {
      const [ownA, ownB] = [addressA + position * m * k * 4, addressB + (ofB[i] as number) * k * n * 4];
      multiply(backend, { a: ownA, b: ownB, c: address + i * m * n * 4, m, n, k, transposeA, transposeB }, epilogue);
    }
  }
  return epilogue.rest(backend, info);
}

/** Matrix product with transposes and broadcast batches; tfjs's `BatchMatMul`. */
export const batchMatMul: SimdKernel = { name: "BatchMatMul", run: matMul };
/** The same with bias and activation; tfjs's `_FusedMatMul`. */
export const fusedMatMul: SimdKernel = { name: "_FusedMatMul", run: matMul };
