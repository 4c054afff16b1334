import { multiplyAdd } from "./multiply-add";
import { activate, storeRow } from "./epilogue";

// A register tile of 6 rows by 8 columns: twelve accumulators, two vectors of B, one splat of A: fifteen of the sixteen vector
// registers that a WebAssembly engine has on x64. Measured against 4×8, 5×8, 4×12, 8×4 and 8×8 this one is fastest.
// Every output is one chain of multiply-adds in ascending k, in full and in edge tiles alike, so a result depends neither on
// its position in the batch nor on who computes it.

/** Rows of a tile. */
export const TILE_ROWS: i32 = 6;
/** Columns of a tile. */
export const TILE_COLUMNS: i32 = 8;

/**
 * C[i, 0..columns) = activation(sum over k of A[i, k]·B[k, 0..columns) + bias), for up to six rows.
 *
 * `inputs` and `outputs` are tables of row addresses; rows beyond `rows` must still name readable memory in `inputs`.
 * `b` is a packed panel [k, 8]; `column` the byte offset of the first column in an output row; `bias` 0 for none, else
 * the address of this panel's eight biases (readable beyond the last).
 */
export function rowTile(inputs: usize, outputs: usize, rows: i32, b: usize, k: i32, column: usize, columns: i32, bias: usize, activation: i32, alpha: f32): void {
  let a0 = load<usize>(inputs, 0);
  let a1 = load<usize>(inputs, 4);
  let a2 = load<usize>(inputs, 8);
  let a3 = load<usize>(inputs, 12);
  let a4 = load<usize>(inputs, 16);
  let a5 = load<usize>(inputs, 20);
  let c00 = f32x4.splat(0);
  let c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0);
  let c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0);
  let c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0);
  let c31 = f32x4.splat(0);
  let c40 = f32x4.splat(0);
  let c41 = f32x4.splat(0);
  let c50 = f32x4.splat(0);
  let c51 = f32x4.splat(0);
  let b0: v128;
  let b1: v128;
  let x: v128;
  for (let n = k >> 2; n > 0; n--) {
    b0 = v128.load(b, 0);
    b1 = v128.load(b, 16);
    x = v128.load32_splat(a0, 0);
    c00 = multiplyAdd(x, b0, c00);
    c01 = multiplyAdd(x, b1, c01);
    x = v128.load32_splat(a1, 0);
    c10 = multiplyAdd(x, b0, c10);
    c11 = multiplyAdd(x, b1, c11);
    x = v128.load32_splat(a2, 0);
    c20 = multiplyAdd(x, b0, c20);
    c21 = multiplyAdd(x, b1, c21);
    x = v128.load32_splat(a3, 0);
    c30 = multiplyAdd(x, b0, c30);
    c31 = multiplyAdd(x, b1, c31);
    x = v128.load32_splat(a4, 0);
    c40 = multiplyAdd(x, b0, c40);
    c41 = multiplyAdd(x, b1, c41);
    x = v128.load32_splat(a5, 0);
    c50 = multiplyAdd(x, b0, c50);
    c51 = multiplyAdd(x, b1, c51);
    b0 = v128.load(b, 32);
    b1 = v128.load(b, 48);
    x = v128.load32_splat(a0, 4);
    c00 = multiplyAdd(x, b0, c00);
    c01 = multiplyAdd(x, b1, c01);
    x = v128.load32_splat(a1, 4);
    c10 = multiplyAdd(x, b0, c10);
    c11 = multiplyAdd(x, b1, c11);
    x = v128.load32_splat(a2, 4);
    c20 = multiplyAdd(x, b0, c20);
    c21 = multiplyAdd(x, b1, c21);
    x = v128.load32_splat(a3, 4);
    c30 = multiplyAdd(x, b0, c30);
    c31 = multiplyAdd(x, b1, c31);
    x = v128.load32_splat(a4, 4);
    c40 = multiplyAdd(x, b0, c40);
    c41 = multiplyAdd(x, b1, c41);
    x = v128.load32_splat(a5, 4);
    c50 = multiplyAdd(x, b0, c50);
    c51 = multiplyAdd(x, b1, c51);
    b0 = v128.load(b, 64);
    b1 = v128.load(b, 80);
    x = v128.load32_splat(a0, 8);
    c00 = multiplyAdd(x, b0, c00);
    c01 = multiplyAdd(x, b1, c01);
    x = v128.load32_splat(a1, 8);
    c10 = multiplyAdd(x, b0, c10);
    c11 = multiplyAdd(x, b1, c11);
    x = v128.load32_splat(a2, 8);
    c20 = multiplyAdd(x, b0, c20);
    c21 = multiplyAdd(x, b1, c21);
    x = v128.load32_splat(a3, 8);
    c30 = multiplyAdd(x, b0, c30);
    c31 = multiplyAdd(x, b1, c31);
    x = v128.load32_splat(a4, 8);
    c40 = multiplyAdd(x, b0, c40);
    c41 = multiplyAdd(x, b1, c41);
    x = v128.load32_splat(a5, 8);
    c50 = multiplyAdd(x, b0, c50);
    c51 = multiplyAdd(x, b1, c51);
    b0 = v128.load(b, 96);
    b1 = v128.load(b, 112);
    x = v128.load32_splat(a0, 12);
    c00 = multiplyAdd(x, b0, c00);
    c01 = multiplyAdd(x, b1, c01);
    x = v128.load32_splat(a1, 12);
    c10 = multiplyAdd(x, b0, c10);
    c11 = multiplyAdd(x, b1, c11);
    x = v128.load32_splat(a2, 12);
    c20 = multiplyAdd(x, b0, c20);
    c21 = multiplyAdd(x, b1, c21);
    x = v128.load32_splat(a3, 12);
    c30 = multiplyAdd(x, b0, c30);
    c31 = multiplyAdd(x, b1, c31);
    x = v128.load32_splat(a4, 12);
    c40 = multiplyAdd(x, b0, c40);
    c41 = multiplyAdd(x, b1, c41);
    x = v128.load32_splat(a5, 12);
    c50 = multiplyAdd(x, b0, c50);
    c51 = multiplyAdd(x, b1, c51);
    b += 128;
    a0 += 16;
    a1 += 16;
    a2 += 16;
    a3 += 16;
    a4 += 16;
    a5 += 16;
  }
  for (let n = k & 3; n > 0; n--) {
    b0 = v128.load(b, 0);
    b1 = v128.load(b, 16);
    x = v128.load32_splat(a0, 0);
    c00 = multiplyAdd(x, b0, c00);
    c01 = multiplyAdd(x, b1, c01);
    x = v128.load32_splat(a1, 0);
    c10 = multiplyAdd(x, b0, c10);
    c11 = multiplyAdd(x, b1, c11);
    x = v128.load32_splat(a2, 0);
    c20 = multiplyAdd(x, b0, c20);
    c21 = multiplyAdd(x, b1, c21);
    x = v128.load32_splat(a3, 0);
    c30 = multiplyAdd(x, b0, c30);
    c31 = multiplyAdd(x, b1, c31);
    x = v128.load32_splat(a4, 0);
    c40 = multiplyAdd(x, b0, c40);
    c41 = multiplyAdd(x, b1, c41);
    x = v128.load32_splat(a5, 0);
    c50 = multiplyAdd(x, b0, c50);
    c51 = multiplyAdd(x, b1, c51);
    b += 32;
    a0 += 4;
    a1 += 4;
    a2 += 4;
    a3 += 4;
    a4 += 4;
    a5 += 4;
  }
  if (bias) {
    b0 = v128.load(bias);
    b1 = v128.load(bias, 16);
    c00 = f32x4.add(c00, b0);
    c01 = f32x4.add(c01, b1);
    c10 = f32x4.add(c10, b0);
    c11 = f32x4.add(c11, b1);
    c20 = f32x4.add(c20, b0);
    c21 = f32x4.add(c21, b1);
    c30 = f32x4.add(c30, b0);
    c31 = f32x4.add(c31, b1);
    c40 = f32x4.add(c40, b0);
    c41 = f32x4.add(c41, b1);
    c50 = f32x4.add(c50, b0);
    c51 = f32x4.add(c51, b1);
  }
  storeRow(load<usize>(outputs, 0) + column, activate(c00, activation, alpha), activate(c01, activation, alpha), columns);
  if (rows < 2) return;
  storeRow(load<usize>(outputs, 4) + column, activate(c10, activation, alpha), activate(c11, activation, alpha), columns);
  if (rows < 3) return;
  storeRow(load<usize>(outputs, 8) + column, activate(c20, activation, alpha), activate(c21, activation, alpha), columns);
  if (rows < 4) return;
  storeRow(load<usize>(outputs, 12) + column, activate(c30, activation, alpha), activate(c31, activation, alpha), columns);
  if (rows < 5) return;
  storeRow(load<usize>(outputs, 16) + column, activate(c40, activation, alpha), activate(c41, activation, alpha), columns);
  if (rows < 6) return;
  storeRow(load<usize>(outputs, 20) + column, activate(c50, activation, alpha), activate(c51, activation, alpha), columns);
}

/** Adds to (or, when `fresh`, replaces) the first `columns` of eight values in memory. */
@inline
function accumulateRow(address: usize, low: v128, high: v128, columns: i32, fresh: bool): void {
  if (fresh) storeRow(address, low, high, columns);
  else storeRow(address, f32x4.add(v128.load(address), low), f32x4.add(v128.load(address, 16), high), columns);
}

/**
 * C[i, 0..columns) (+)= sum over k of A[k, i]·B[k, 0..columns), for up to six `i`: both operands are read where they lie, their
 * rows `lda` and `ldb` bytes apart, and may be read up to a tile beyond their ends.
 */
export function columnTile(a: usize, lda: usize, b: usize, ldb: usize, k: i32, c: usize, ldc: usize, rows: i32, columns: i32, fresh: bool): void {
  let c00 = f32x4.splat(0);
  let c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0);
  let c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0);
  let c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0);
  let c31 = f32x4.splat(0);
  let c40 = f32x4.splat(0);
  let c41 = f32x4.splat(0);
  let c50 = f32x4.splat(0);
  let c51 = f32x4.splat(0);
  let b0: v128;
  let b1: v128;
  let x: v128;
  for (let n = k; n > 0; n--) {
    b0 = v128.load(b);
    b1 = v128.load(b, 16);
    x = v128.load32_splat(a, 0);
    c00 = multiplyAdd(x, b0, c00);
    c01 = multiplyAdd(x, b1, c01);
    x = v128.load32_splat(a, 4);
    c10 = multiplyAdd(x, b0, c10);
    c11 = multiplyAdd(x, b1, c11);
    x = v128.load32_splat(a, 8);
    c20 = multiplyAdd(x, b0, c20);
    c21 = multiplyAdd(x, b1, c21);
    x = v128.load32_splat(a, 12);
    c30 = multiplyAdd(x, b0, c30);
    c31 = multiplyAdd(x, b1, c31);
    x = v128.load32_splat(a, 16);
    c40 = multiplyAdd(x, b0, c40);
    c41 = multiplyAdd(x, b1, c41);
    x = v128.load32_splat(a, 20);
    c50 = multiplyAdd(x, b0, c50);
    c51 = multiplyAdd(x, b1, c51);
    a += lda;
    b += ldb;
  }
  accumulateRow(c, c00, c01, columns, fresh);
  if (rows < 2) return;
  c += ldc;
  accumulateRow(c, c10, c11, columns, fresh);
  if (rows < 3) return;
  c += ldc;
  accumulateRow(c, c20, c21, columns, fresh);
  if (rows < 4) return;
  c += ldc;
  accumulateRow(c, c30, c31, columns, fresh);
  if (rows < 5) return;
  c += ldc;
  accumulateRow(c, c40, c41, columns, fresh);
  if (rows < 6) return;
  c += ldc;
  accumulateRow(c, c50, c51, columns, fresh);
}
