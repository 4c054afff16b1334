import { int, pointer, float } from "./lib/arguments";
import { activate, LINEAR } from "./lib/epilogue";
import { rowTile, columnTile, TILE_COLUMNS, TILE_ROWS } from "./lib/tiles";
import { transposeFour } from "./lib/transpose";
import { firstImage, firstRow, imageCount, makeFrame, writeInputs } from "./lib/units";
import {
  Four2, Four3, outputsOf, sideOf, tapsOf, Three2,
  transformFilter, transformFilterGradient, transformGradient, transformOutput, transformTiles,
} from "./lib/winograd";

// Convolutions by Winograd's minimal filtering, in two shapes: 3×3 filters of stride 1, and 4×4 or 6×6
// filters of stride 2, which are four 2×2 or 3×3 filters of stride 1, one for each parity of row and column
// ("phases", row parity times two plus column parity). Forward, the phases are phases of the input and their
// products are summed, so they stand side by side in k; in an input gradient they are phases of the output
// and stand side by side in n. The step along an axis is 2 where there are phases, else 1.

/**
 * Bytes between the planes of different products besides their values: without it, planes of a round size
 * would fall on the same few cache sets, and a transform, which touches all planes, would wait for each of
 * them.
 */
const GAP: usize = 64;

/**
 * Rows of k that a filter's values are brought together for at a time: taps of a wide filter lie so far apart
 * that they share cache sets.
 */
const FILTER_BLOCK: i32 = 16;

/**
 * Transforms a filter into panels [product][panel][k][8]. k and n of a phase must be multiples of four, and
 * the stride of one of them 1.
 *
 * ints: 0 source (of the first tap), 1 target, 2 k of a phase, 3 n of a phase, 4 to 9 strides in floats of
 * tap row, tap column, row phase, column phase, k and n, 10 phases in k, 11 phases in n, 12 scratch, 13 its
 * bytes per thread. Items: panels.
 */
function filter<T>(args: usize, begin: i32, end: i32, thread: i32): void {
  const side = <usize>sideOf<T>();
  const taps = <usize>tapsOf<T>();
  const perPhase = int(args, 2);
  const depth = perPhase * int(args, 10);
  const n = int(args, 3) * int(args, 11);
  const plane = (<usize>(((n + 7) >> 3) * depth) << 5) + GAP;
  const temporary = pointer(args, 12) + <usize>thread * pointer(args, 13);
  const values = temporary + 18 * 16;
  const line = taps * 16;
  for (let panel = begin; panel < end; panel++) {
    const halves = min(2, (n - panel * 8) >> 2);
    for (let k = 0; k < depth; ) {
      const rows = min(FILTER_BLOCK, perPhase - k % perPhase);
      for (let half = 0; half < halves; half++) collectFilter<T>(args, k, rows, panel * 8 + half * 4, values + (half << 4));
      for (let row = 0; row < rows; row++) {
        let to = pointer(args, 1) + (<usize>(panel * depth + k + row) << 5);
        for (let half = 0; half < halves; half++) {
          const from = values + (<usize>row << 5) + (half << 4);
          for (let j: usize = 0; j < taps; j++) {
            transformFilter<T>(from + j * FILTER_BLOCK * 32, taps * FILTER_BLOCK * 32, temporary + (j << 4), line);
          }
          for (let i: usize = 0; i < side; i++) transformFilter<T>(temporary + i * line, 16, to + i * side * plane, plane);
          to += 16;
        }
        if (halves == 1) for (let e: usize = 0; e < side * side; e++) v128.store(to + e * plane, i32x4.splat(0));
      }
      k += rows;
    }
  }
}

/**
 * Brings the taps of `rows` k from `k` on and of four columns together: [tap][FILTER_BLOCK][8] at `to`, of
 * which half is written.
 */
@inline
function collectFilter<T>(args: usize, k: i32, rows: i32, column: i32, to: usize): void {
  const taps = tapsOf<T>();
  const phase = k / int(args, 2) + column / int(args, 3);
  const start =
    (phase >> 1) * int(args, 6) + (phase & 1) * int(args, 7) + (k % int(args, 2)) * int(args, 8) + (column % int(args, 3)) * int(args, 9);
  const stepK = <usize>int(args, 8) << 2;
  const stepN = <usize>int(args, 9) << 2;
  for (let tap = 0; tap < taps * taps; tap++) {
    let from = pointer(args, 0) + ((start + tap / taps * int(args, 4) + tap % taps * int(args, 5)) << 2);
    let at = to + <usize>tap * FILTER_BLOCK * 32;
    if (stepN == 4) {
      for (let row = 0; row < rows; row++) {
        v128.store(at, v128.load(from));
        from += stepK;
        at += 32;
      }
    } else {
      for (let row = 0; row < rows; row += 4) {
        transposeFour(from, stepN, at);
        from += 16;
        at += 128;
      }
    }
  }
}

export function winogradFilter43(args: usize, begin: i32, end: i32, thread: i32): void {
  filter<Four3>(args, begin, end, thread);
}
export function winogradFilter42(args: usize, begin: i32, end: i32, thread: i32): void {
  filter<Four2>(args, begin, end, thread);
}
export function winogradFilter32(args: usize, begin: i32, end: i32, thread: i32): void {
  filter<Three2>(args, begin, end, thread);
}

/**
 * Transforms the tiles of a unit, all input phases, into rows of (phases × channels) from `to` on, planes
 * `plane` bytes apart.
 */
@inline
function transformUnit<T>(args: usize, table: usize, tiles: i32, step: usize, to: usize, plane: usize, temporary: usize): void {
  const pixelBytes = <usize>int(args, 9) << 2;
  const rowBytes = pointer(args, 22);
  const rowSize = step * step * pixelBytes;
  for (let phase: usize = 0; phase < step * step; phase++) {
    const offset = (phase >> 1) * rowBytes + (phase & 1) * pixelBytes;
    transformTiles<T>(table, tiles, offset, pixelBytes, step * pixelBytes, step * rowBytes, to + phase * pixelBytes, rowSize, plane, temporary);
  }
}

/**
 * The convolution. The grid of the units is that of the tiles; channels and n are multiples of four.
 *
 * ints: 0 input, 1 output, 2 bias, 3 activation, 4 output channels, 5 filter panels, 6 most tiles of a unit,
 * 7 the output's offset (rows · 65536 + columns to take off where there are output phases), 8 to 23 geometry
 * (see lib/units.ts), 24 grid height, 25 grid width, 26 output height, 27 output width, 28 input step, 29
 * output step, 30 scratch, 31 scratch bytes per thread. floats: 0 alpha. Scratch of a thread: two tables, 72
 * vectors, the transformed tiles [product][tiles][k], the products [product][tiles][n], the frame. Items:
 * units.
 */
function convolve<T>(args: usize, begin: i32, end: i32, thread: i32): void {
  const products = sideOf<T>() * sideOf<T>();
  const step = pointer(args, 28);
  const k = int(args, 9) * <i32>(step * step);
  const n = int(args, 4) * int(args, 29) * int(args, 29);
  const most = int(args, 6);
  const room = <usize>((most + TILE_ROWS) * 4 + 63) & ~63;
  const inputs = pointer(args, 30) + <usize>thread * pointer(args, 31);
  const outputs = inputs + room;
  const temporary = outputs + room;
  const tilesAt = temporary + 72 * 16;
  const productsAt = tilesAt + <usize>products * ((<usize>(most * k) << 2) + GAP);
  const frames = productsAt + <usize>products * ((<usize>(most * n) << 2) + GAP);
  for (let unit = begin; unit < end; unit++) {
    const frame = makeFrame(args, unit, frames);
    const row = firstRow(args, unit);
    const last = min(row + int(args, 14), int(args, 24));
    const tiles = writeInputs(args, unit, frame, row, last, int(args, 25), inputs);
    transformUnit<T>(args, inputs, tiles, step, tilesAt, (<usize>(tiles * k) << 2) + GAP, temporary);
    multiplyTiles(products, k, n, pointer(args, 5), tiles, tilesAt, productsAt, inputs, outputs);
    let tile = 0;
    for (let image = firstImage(args, unit), end = image + imageCount(args, unit); image < end; image++) {
      for (let y = row; y < last; y++) {
        for (let x = 0; x < int(args, 25); x++) {
          finishTile<T>(args, image, y, x, productsAt + (<usize>(tile * n) << 2), (<usize>(tiles * n) << 2) + GAP, temporary);
          tile++;
        }
      }
    }
  }
}

export function winogradConvolve43(args: usize, begin: i32, end: i32, thread: i32): void {
  convolve<Four3>(args, begin, end, thread);
}
export function winogradConvolve42(args: usize, begin: i32, end: i32, thread: i32): void {
  convolve<Four2>(args, begin, end, thread);
}
export function winogradConvolve32(args: usize, begin: i32, end: i32, thread: i32): void {
  convolve<Three2>(args, begin, end, thread);
}

/** products[e] = tiles[e]·filter[e] for every product e. */
function multiplyTiles(
  products: i32, k: i32, n: i32, b: usize, tiles: i32, tilesAt: usize, productsAt: usize, inputs: usize, outputs: usize,
): void {
  for (let e = 0; e < products; e++) {
    for (let i = 0; i < tiles; i++) {
      store<usize>(inputs + (i << 2), tilesAt + (<usize>(i * k) << 2));
      store<usize>(outputs + (i << 2), productsAt + (<usize>(i * n) << 2));
    }
    for (let i = tiles; i % TILE_ROWS != 0; i++) store<usize>(inputs + (i << 2), tilesAt);
    tilesAt += (<usize>(tiles * k) << 2) + GAP;
    productsAt += (<usize>(tiles * n) << 2) + GAP;
    for (let panel = 0; panel * 8 < n; panel++) {
      for (let i = 0; i < tiles; i += TILE_ROWS) {
        rowTile(
          inputs + (i << 2), outputs + (i << 2), min(TILE_ROWS, tiles - i),
          1, 1, k, 0, 0, b, panel * 32, min(TILE_COLUMNS, n - panel * 8), 0, LINEAR, 0,
        );
      }
      b += <usize>k << 5;
    }
    b += GAP;
  }
}

/** Transforms one tile's products into outputs, ends them and stores those inside the image. */
function finishTile<T>(args: usize, image: i32, tileY: i32, tileX: i32, products: usize, plane: usize, temporary: usize): void {
  const side = <usize>sideOf<T>();
  const outputs = outputsOf<T>();
  const step = int(args, 29);
  const n = int(args, 4);
  const height = int(args, 26);
  const width = int(args, 27);
  const bias = pointer(args, 2);
  const activation = int(args, 3);
  const alpha = float(args, 0);
  const values = temporary + 24 * 16;
  const pixelBytes = <usize>n << 2;
  for (let phase = 0; phase < step * step; phase++) {
    const top = tileY * outputs * step + (phase >> 1) - (int(args, 7) >> 16);
    const left = tileX * outputs * step + (phase & 1) - (int(args, 7) & 0xffff);
    const from = products + <usize>phase * pixelBytes;
    for (let channel: usize = 0; channel < pixelBytes; channel += 16) {
      for (let column: usize = 0; column < side; column++) {
        transformOutput<T>(from + channel + column * plane, side * plane, temporary + column * 16, side * 16);
      }
      for (let row = 0; row < outputs; row++) {
        const y = top + row * step;
        if (<u32>y >= <u32>height) continue;
        transformOutput<T>(temporary + <usize>row * side * 16, 16, values, 16);
        let to = pointer(args, 1) + <usize>((image * height + y) * width + left) * pixelBytes + channel;
        for (let i = 0; i < outputs; i++) {
          if (<u32>(left + i * step) < <u32>width) {
            let value = v128.load(values + (i << 4));
            if (bias) value = f32x4.add(value, v128.load(bias + channel));
            if (activation != LINEAR) value = activate(value, activation, alpha);
            v128.store(to, value);
          }
          to += <usize>step * pixelBytes;
        }
      }
    }
  }
}

/**
 * First step of a filter gradient: transforms input tiles and output gradients of some units into
 * [product][tiles][k] and [product][tiles][n].
 *
 * ints: 0 input, 1 dy, 2 tiles, 3 gradients, 4 n, 5 first unit, 6 most tiles of a unit, 7 tiles in all, 8 to
 * 23 geometry, 24 grid height, 25 grid width, 26 dy height, 27 dy width, 28 input step, 30 scratch, 31
 * scratch bytes per thread. Items: units, counted from the first.
 */
function gather<T>(args: usize, begin: i32, end: i32, thread: i32): void {
  const outputs = outputsOf<T>();
  const step = pointer(args, 28);
  const rowSize = step * step * (<usize>int(args, 9) << 2);
  const gradientBytes = <usize>int(args, 4) << 2;
  const all = int(args, 7);
  const table = pointer(args, 30) + <usize>thread * pointer(args, 31);
  const temporary = table + (<usize>((int(args, 6) + TILE_ROWS) * 4 + 63) & ~63);
  const frames = temporary + 72 * 16;
  const height = int(args, 26);
  const width = int(args, 27);
  const perImage = int(args, 24) * int(args, 25);
  const start = firstImage(args, int(args, 5)) * perImage;
  for (let item = begin; item < end; item++) {
    const unit = item + int(args, 5);
    const frame = makeFrame(args, unit, frames);
    const row = firstRow(args, unit);
    const last = min(row + int(args, 14), int(args, 24));
    const tiles = writeInputs(args, unit, frame, row, last, int(args, 25), table);
    let tile = firstImage(args, unit) * perImage + row * int(args, 25) - start;
    transformUnit<T>(args, table, tiles, step, pointer(args, 2) + <usize>tile * rowSize, <usize>all * rowSize + GAP, temporary);
    for (let image = firstImage(args, unit), end = image + imageCount(args, unit); image < end; image++) {
      for (let y = row; y < last; y++) {
        for (let x = 0; x < int(args, 25); x++) {
          const from = pointer(args, 1) + <usize>((image * height + y * outputs) * width + x * outputs) * gradientBytes;
          const rows = min(outputs, height - y * outputs);
          const columns = min(outputs, width - x * outputs);
          gatherGradient<T>(from, pointer(args, 3) + <usize>tile * gradientBytes, gradientBytes, width, rows, columns, <usize>all * gradientBytes + GAP, temporary);
          tile++;
        }
      }
    }
  }
}

export function winogradGather43(args: usize, begin: i32, end: i32, thread: i32): void {
  gather<Four3>(args, begin, end, thread);
}
export function winogradGather42(args: usize, begin: i32, end: i32, thread: i32): void {
  gather<Four2>(args, begin, end, thread);
}
export function winogradGather32(args: usize, begin: i32, end: i32, thread: i32): void {
  gather<Three2>(args, begin, end, thread);
}

/** A y Aᵀ of one tile of output gradients; those outside the image are zero. */
function gatherGradient<T>(from: usize, to: usize, pixelBytes: usize, width: i32, rows: i32, columns: i32, plane: usize, temporary: usize): void {
  const side = <usize>sideOf<T>();
  const outputs = outputsOf<T>();
  const line = <usize>outputs * 16;
  const values = temporary + 24 * 16;
  if (rows < outputs || columns < outputs) memory.fill(values, 0, 256);
  for (let channel: usize = 0; channel < pixelBytes; channel += 16) {
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) {
        v128.store(values + <usize>y * line + (x << 4), v128.load(from + <usize>(y * width + x) * pixelBytes + channel));
      }
    }
    for (let column: usize = 0; column < <usize>outputs; column++) transformGradient<T>(values + column * 16, line, temporary + column * 16, line);
    for (let row: usize = 0; row < side; row++) transformGradient<T>(temporary + row * line, 16, to + channel + row * side * plane, plane);
  }
}

/**
 * Second step: sums[e] (+)= tiles[e]ᵀ·gradients[e].
 *
 * ints: tiles, gradients, sums [product][k][n], tiles in all, k, n, whether to replace. Items: (product,
 * group of six k).
 */
export function winogradAccumulate(args: usize, begin: i32, end: i32, _thread: i32): void {
  const all = int(args, 3);
  const k = int(args, 4);
  const n = int(args, 5);
  const groups = (k + TILE_ROWS - 1) / TILE_ROWS;
  for (let item = begin; item < end; item++) {
    const e = item / groups;
    const row = item % groups * TILE_ROWS;
    const a = pointer(args, 0) + <usize>e * ((<usize>(all * k) << 2) + GAP) + (<usize>row << 2);
    const b = pointer(args, 1) + <usize>e * ((<usize>(all * n) << 2) + GAP);
    const c = pointer(args, 2) + <usize>e * ((<usize>(k * n) << 2) + GAP);
    let fresh = int(args, 6) != 0;
    // So many tiles at a time that their channels stay in the first-level cache while all columns pass by.
    for (let tile = 0; tile < all; tile += 128) {
      for (let column = 0; column < n; column += TILE_COLUMNS) {
        columnTile(
          a + (<usize>(tile * k) << 2), <usize>k << 2,
          b + (<usize>(tile * n + column) << 2), <usize>n << 2,
          min(128, all - tile),
          c + (<usize>(row * n + column) << 2), <usize>n << 2,
          min(TILE_ROWS, k - row), min(TILE_COLUMNS, n - column), fresh,
        );
      }
      fresh = false;
    }
  }
}

/**
 * Last step: the gradient [tap row][tap column][channels][n] of the sums.
 *
 * ints: sums, gradient, channels × n, step, scratch, its bytes per thread. Items: groups of 64 values of
 * (phases × channels × n).
 */
function filterGradient<T>(args: usize, begin: i32, end: i32, thread: i32): void {
  const side = <usize>sideOf<T>();
  const taps = tapsOf<T>();
  const size = int(args, 2);
  const step = int(args, 3);
  const plane = (<usize>(size * step * step) << 2) + GAP;
  const temporary = pointer(args, 4) + <usize>thread * pointer(args, 5);
  const values = temporary + 24 * 16;
  const last = min(end * 64, size * step * step);
  for (let i = begin * 64; i < last; i += 4) {
    const from = pointer(args, 0) + (<usize>i << 2);
    const phase = i / size;
    for (let column: usize = 0; column < side; column++) {
      transformFilterGradient<T>(from + column * plane, side * plane, temporary + column * 16, side * 16);
    }
    for (let row = 0; row < taps; row++) {
      transformFilterGradient<T>(temporary + <usize>row * side * 16, 16, values, 16);
      for (let column = 0; column < taps; column++) {
        const tap = (row * step + (phase >> 1)) * taps * step + column * step + (phase & 1);
        v128.store(pointer(args, 1) + (<usize>(tap * size + i % size) << 2), v128.load(values + (column << 4)));
      }
    }
  }
}

export function winogradFilterGradient43(args: usize, begin: i32, end: i32, thread: i32): void {
  filterGradient<Four3>(args, begin, end, thread);
}
export function winogradFilterGradient42(args: usize, begin: i32, end: i32, thread: i32): void {
  filterGradient<Four2>(args, begin, end, thread);
}
export function winogradFilterGradient32(args: usize, begin: i32, end: i32, thread: i32): void {
  filterGradient<Three2>(args, begin, end, thread);
}
