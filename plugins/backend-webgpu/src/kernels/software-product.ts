import type { TensorInfo } from "@tensorflow/tfjs";
import type { GuardedBackend } from "../guarded-backend.ts";
import { runProgram, type Program } from "./program.ts";

const PRODUCT = (bias: boolean): Program => ({
  name: `direct product${bias ? " with bias" : ""}`,
  inputs: bias ? ["a", "b", "bias"] : ["a", "b"],
  uniforms: { rows: "i32", columns: "i32", inner: "i32", transposeA: "i32", transposeB: "i32", relu: "i32" },
  code: `
fn main(index : i32) {
  if (index >= uniforms.size) { return; }
  let column = index % uniforms.columns;
  let row = (index / uniforms.columns) % uniforms.rows;
  let matrix = index / (uniforms.columns * uniforms.rows);
  let stepA = select(1, uniforms.rows, uniforms.transposeA == 1);
  let stepB = select(uniforms.columns, 1, uniforms.transposeB == 1);
  let startA = matrix * uniforms.rows * uniforms.inner + select(row * uniforms.inner, row, uniforms.transposeA == 1);
  let startB = matrix * uniforms.columns * uniforms.inner + select(column, column * uniforms.inner, uniforms.transposeB == 1);
  var sum = ${bias ? "bias[column]" : "0.0"};
  for (var k = 0; k < uniforms.inner; k = k + 1) { sum = sum + a[startA + k * stepA] * b[startB + k * stepB]; }
  setOutputAtIndex(index, select(sum, max(sum, 0.0), uniforms.relu == 1));
}`,
});

const WITH_BIAS = PRODUCT(true);
const WITHOUT_BIAS = PRODUCT(false);

/** Products of matrices [..., n, k] and [..., k, m] of as many, then bias [m] and ReLU where wanted. */
export function product(
  backend: GuardedBackend,
  a: TensorInfo,
  b: TensorInfo,
  {
    transposeA,
    transposeB,
    bias,
    relu,
  }: { readonly transposeA: boolean; readonly transposeB: boolean; readonly bias: TensorInfo | undefined; readonly relu: boolean },
): TensorInfo {
  const [last, before] = transposeA ? [-2, -1] : [-1, -2];
  const [inner, rows] = [a.shape.at(last) as number, a.shape.at(before) as number];
  const columns = b.shape.at(transposeB ? -2 : -1) as number;
  const values = { rows, columns, inner, transposeA: transposeA ? 1 : 0, transposeB: transposeB ? 1 : 0, relu: relu ? 1 : 0 };
  const shape = [...a.shape.slice(0, -2), rows, columns];
  if (bias) return runProgram(backend, WITH_BIAS, [a, b, bias], values, shape);
  return runProgram(backend, WITHOUT_BIAS, [a, b], values, shape);
}
