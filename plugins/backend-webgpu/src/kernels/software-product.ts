import type { TensorInfo } from "@tensorflow/tfjs";
import type { GuardedBackend } from "../guarded-backend.ts";
import { runTiles, type Epilogue, type Sums } from "./software-tiles.ts";

const PRODUCT: Sums = {
  name: "product",
  uniforms: { aRow: "i32", aPart: "i32", bPart: "i32" },
  functions: `
fn rowStart(row : i32, part : i32) -> i32 { return part * uniforms.aPart + row * uniforms.aRow; }
fn columnStart(part : i32) -> i32 { return part * uniforms.bPart; }
fn outer(part : i32) -> vec2<i32> { return vec2<i32>(1, 1); }
fn place(row : i32, part : i32) -> i32 { return (part * uniforms.rows + row) * uniforms.columns; }`,
};

/** Products of matrices [..., n, k] and [..., k, m] of as many, then bias [m] and ReLU where wanted. */
export function product(
  backend: GuardedBackend,
  a: TensorInfo,
  b: TensorInfo,
  { transposeA, transposeB, ...epilogue }: Epilogue & { readonly transposeA: boolean; readonly transposeB: boolean },
): TensorInfo {
  const [last, before] = transposeA ? [-2, -1] : [-1, -2];
  const [inner, rows] = [a.shape.at(last) as number, a.shape.at(before) as number];
  const columns = b.shape.at(transposeB ? -2 : -1) as number;
  const outer = a.shape.slice(0, -2);
  const values = {
    rows,
    columns,
    parts: outer.reduce((count, side) => count * side, 1),
    inner,
    aFirst: 0,
    aSecond: 0,
    aInner: transposeA ? rows : 1,
    bFirst: 0,
    bSecond: 0,
    bInner: transposeB ? 1 : columns,
    bColumn: transposeB ? inner : 1,
    aRow: transposeA ? 1 : inner,
    aPart: rows * inner,
    bPart: inner * columns,
  };
  return runTiles(backend, PRODUCT, [a, b], values, [...outer, rows, columns], epilogue);
}
