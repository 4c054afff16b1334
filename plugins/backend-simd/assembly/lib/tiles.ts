import { multiplyAdd } from "./multiply-add";
import { accumulateRow, activate, LINEAR, RELU, storePart } from "./epilogue";

// A register tile of 6 rows by 8 columns: twelve accumulators, two vectors of B, one splat of A: fifteen of
// the sixteen vector registers that a WebAssembly engine has on x64. Measured against 4×8, 5×8, 4×12, 8×4 and
// 8×8 this one is fastest. Every output is one chain of multiply-adds in ascending k, in full and in edge
// tiles alike, so a result depends neither on its position in the batch nor on who computes it.

/** Rows of a tile. */
export const TILE_ROWS: i32 = 6;
/** Columns of a tile. */
export const TILE_COLUMNS: i32 = 8;

/**
 * C[i, 0..columns) = finish(sum over k of A[i, k]·B[k, 0..columns)), for up to six rows.
 *
 * `inputs` and `outputs` are tables of row addresses; rows beyond `rows` must still name readable memory in
 * `inputs`. A row of A is
 * `lines` lines of `segments` segments of `length` consecutive floats; `skip` bytes lie between segments,
 * `lineSkip` more between lines. `b` is a packed panel [k, 8]; `column` the byte offset of the first column
 * in an output row. `bias` is 0 for none, else the address of these columns' biases (eight are read).
 * `alpha` is the slope of LEAKY_RELU.
 */
export function rowTile(
  inputs: usize, outputs: usize, rows: i32,
  lines: i32, segments: i32, length: i32, skip: usize, lineSkip: usize,
  b: usize, column: usize, columns: i32,
  bias: usize, activation: i32, alpha: f32,
): void {
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
  for (let line = lines; line > 0; line--) {
    for (let segment = segments; segment > 0; segment--) {
      for (let n = length; n > 0; n--) {
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
      a0 += skip;
      a1 += skip;
      a2 += skip;
      a3 += skip;
      a4 += skip;
      a5 += skip;
    }
    a0 += lineSkip;
    a1 += lineSkip;
    a2 += lineSkip;
    a3 += lineSkip;
    a4 += lineSkip;
    a5 += lineSkip;
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
  if (activation == RELU) {
    // A minus zero (a product that underflowed) becomes zero, and a NaN stays one: `pmax` takes its first
    // operand then.
    x = f32x4.splat(0);
    c00 = f32x4.pmax(f32x4.add(c00, x), x);
    c01 = f32x4.pmax(f32x4.add(c01, x), x);
    c10 = f32x4.pmax(f32x4.add(c10, x), x);
    c11 = f32x4.pmax(f32x4.add(c11, x), x);
    c20 = f32x4.pmax(f32x4.add(c20, x), x);
    c21 = f32x4.pmax(f32x4.add(c21, x), x);
    c30 = f32x4.pmax(f32x4.add(c30, x), x);
    c31 = f32x4.pmax(f32x4.add(c31, x), x);
    c40 = f32x4.pmax(f32x4.add(c40, x), x);
    c41 = f32x4.pmax(f32x4.add(c41, x), x);
    c50 = f32x4.pmax(f32x4.add(c50, x), x);
    c51 = f32x4.pmax(f32x4.add(c51, x), x);
  } else if (activation != LINEAR) {
    c00 = activate(c00, activation, alpha);
    c01 = activate(c01, activation, alpha);
    c10 = activate(c10, activation, alpha);
    c11 = activate(c11, activation, alpha);
    c20 = activate(c20, activation, alpha);
    c21 = activate(c21, activation, alpha);
    c30 = activate(c30, activation, alpha);
    c31 = activate(c31, activation, alpha);
    c40 = activate(c40, activation, alpha);
    c41 = activate(c41, activation, alpha);
    c50 = activate(c50, activation, alpha);
    c51 = activate(c51, activation, alpha);
  }
  let out = load<usize>(outputs) + column;
  if (rows == TILE_ROWS && columns == TILE_COLUMNS) {
    v128.store(out, c00);
    v128.store(out, c01, 16);
    out = load<usize>(outputs, 4) + column;
    v128.store(out, c10);
    v128.store(out, c11, 16);
    out = load<usize>(outputs, 8) + column;
    v128.store(out, c20);
    v128.store(out, c21, 16);
    out = load<usize>(outputs, 12) + column;
    v128.store(out, c30);
    v128.store(out, c31, 16);
    out = load<usize>(outputs, 16) + column;
    v128.store(out, c40);
    v128.store(out, c41, 16);
    out = load<usize>(outputs, 20) + column;
    v128.store(out, c50);
    v128.store(out, c51, 16);
    return;
  }
  storePart(out, c00, c01, columns);
  if (rows > 1) storePart(load<usize>(outputs, 4) + column, c10, c11, columns);
  if (rows > 2) storePart(load<usize>(outputs, 8) + column, c20, c21, columns);
  if (rows > 3) storePart(load<usize>(outputs, 12) + column, c30, c31, columns);
  if (rows > 4) storePart(load<usize>(outputs, 16) + column, c40, c41, columns);
  if (rows > 5) storePart(load<usize>(outputs, 20) + column, c50, c51, columns);
}

/**
 * C[i, 0..columns) (+)= sum over k of A[k, i]·B[k, 0..columns), for up to six `i`: row k of A starts at the
 * k-th address of the table
 * `a` plus `offsetA`, row k of B likewise. Both may be read up to a tile beyond their ends.
 */
export function gatherTile(a: usize, offsetA: usize, b: usize, offsetB: usize, k: i32, c: usize, ldc: usize, rows: i32, columns: i32, fresh: bool): void {
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
    const row = load<usize>(a) + offsetA;
    const other = load<usize>(b) + offsetB;
    b0 = v128.load(other);
    b1 = v128.load(other, 16);
    x = v128.load32_splat(row, 0);
    c00 = multiplyAdd(x, b0, c00);
    c01 = multiplyAdd(x, b1, c01);
    x = v128.load32_splat(row, 4);
    c10 = multiplyAdd(x, b0, c10);
    c11 = multiplyAdd(x, b1, c11);
    x = v128.load32_splat(row, 8);
    c20 = multiplyAdd(x, b0, c20);
    c21 = multiplyAdd(x, b1, c21);
    x = v128.load32_splat(row, 12);
    c30 = multiplyAdd(x, b0, c30);
    c31 = multiplyAdd(x, b1, c31);
    x = v128.load32_splat(row, 16);
    c40 = multiplyAdd(x, b0, c40);
    c41 = multiplyAdd(x, b1, c41);
    x = v128.load32_splat(row, 20);
    c50 = multiplyAdd(x, b0, c50);
    c51 = multiplyAdd(x, b1, c51);
    a += 4;
    b += 4;
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

/** The same with rows of A `lda` bytes apart. */
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
