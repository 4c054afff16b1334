import { int, pointer, float } from "./lib/arguments";
import { activate, LINEAR, WHERE_POSITIVE, wherePositive } from "./lib/epilogue";
import { rowTile, columnTile, TILE_COLUMNS, TILE_ROWS } from "./lib/tiles";
import { firstImage, firstRow, imageCount, makeFrame, writeInputs } from "./lib/units";
import {
  OUTPUTS, PRODUCTS, transformFilter, transformFilterGradient, transformGradient, transformOutput, transformTiles,
} from "./lib/winograd";

/**
 * Transforms a 3×3 filter into panels [36][panel][k][8]. n must be a multiple of four.
 *
 * ints: 0 source (of tap (0, 0)), 1 target, 2 k, 3 n, 4 to 7 strides in floats of tap row, tap column, k and n, 8 scratch, 9 its bytes per
 * thread. Items: panels.
 */
export function winogradFilter(args: usize, begin: i32, end: i32, thread: i32): void {
  const depth = int(args, 2);
  const n = int(args, 3);
  const strideN = int(args, 7) << 2;
  const plane = <usize>(((n + 7) >> 3) * depth) << 5;
  const taps = pointer(args, 8) + <usize>thread * pointer(args, 9);
  const temporary = taps + 9 * 16;
  for (let panel = begin; panel < end; panel++) {
    for (let k = 0; k < depth; k++) {
      for (let half = 0; half < 2; half++) {
        const column = panel * 8 + half * 4;
        let to = pointer(args, 1) + (<usize>(panel * depth + k) << 5) + (half << 4);
        if (column >= n) {
          for (let e = 0; e < PRODUCTS; e++) {
            v128.store(to, i32x4.splat(0));
            to += plane;
          }
          continue;
        }
        for (let tap = 0; tap < 9; tap++) {
          const from = pointer(args, 0) + ((tap / 3 * int(args, 4) + tap % 3 * int(args, 5) + k * int(args, 6)) << 2) + column * strideN;
          for (let lane = 0; lane < 4; lane++) store<f32>(taps + (tap << 4) + (lane << 2), load<f32>(from + lane * strideN));
        }
        for (let j: usize = 0; j < 3; j++) transformFilter(taps + (j << 4), 48, temporary + (j << 4), 48);
        for (let i: usize = 0; i < 6; i++) transformFilter(temporary + i * 48, 16, to + i * 6 * plane, plane);
      }
    }
  }
}

/**
 * A 3×3 convolution of stride 1. The grid of the units is that of the 4×4 output tiles; channels and n are multiples of four.
 *
 * ints: 0 input, 1 output, 2 bias (or mask), 3 activation, 4 output channels, 5 filter panels, 6 most tiles of a unit, 7 unused, 8 to 23
 * geometry (see lib/units.ts), 24 grid height, 25 grid width, 26 output height, 27 output width, 28 unused, 29 unused, 30 scratch, 31 scratch
 * bytes per thread. floats: 0 alpha. Scratch of a thread: two tables, 72 vectors, the tiles [36][tiles][channels], the products
 * [36][tiles][n], the frame. Items: units.
 */
export function winogradConvolve(args: usize, begin: i32, end: i32, thread: i32): void {
  const channels = int(args, 9);
  const n = int(args, 4);
  const most = int(args, 6);
  const room = <usize>((most + TILE_ROWS) * 4 + 63) & ~63;
  const inputs = pointer(args, 30) + <usize>thread * pointer(args, 31);
  const outputs = inputs + room;
  const temporary = outputs + room;
  const tilesAt = temporary + 72 * 16;
  const productsAt = tilesAt + (<usize>(PRODUCTS * most * channels) << 2);
  const frames = productsAt + (<usize>(PRODUCTS * most * n) << 2);
  for (let unit = begin; unit < end; unit++) {
    const frame = makeFrame(args, unit, frames);
    const row = firstRow(args, unit);
    const last = min(row + int(args, 14), int(args, 24));
    const tiles = writeInputs(args, unit, frame, row, last, int(args, 25), inputs);
    transformTiles(inputs, tiles, <usize>channels << 2, pointer(args, 22), tilesAt, 0, tiles, temporary);
    multiplyTiles(args, tiles, tilesAt, productsAt, inputs, outputs);
    let tile = 0;
    for (let image = firstImage(args, unit), end = image + imageCount(args, unit); image < end; image++) {
      for (let y = row; y < last; y++) {
        for (let x = 0; x < int(args, 25); x++) {
          finishTile(args, image, y, x, productsAt + (<usize>(tile * n) << 2), <usize>(tiles * n) << 2, temporary);
          tile++;
        }
      }
    }
  }
}

/** products[e] = tiles[e]·filter[e] for all 36. */
function multiplyTiles(args: usize, tiles: i32, tilesAt: usize, productsAt: usize, inputs: usize, outputs: usize): void {
  const channels = int(args, 9);
  const n = int(args, 4);
  let b = pointer(args, 5);
  for (let e = 0; e < PRODUCTS; e++) {
    for (let i = 0; i < tiles; i++) {
      store<usize>(inputs + (i << 2), tilesAt + (<usize>((e * tiles + i) * channels) << 2));
      store<usize>(outputs + (i << 2), productsAt + (<usize>((e * tiles + i) * n) << 2));
    }
    for (let i = tiles; i % TILE_ROWS != 0; i++) store<usize>(inputs + (i << 2), tilesAt);
    for (let panel = 0; panel * 8 < n; panel++) {
      for (let i = 0; i < tiles; i += TILE_ROWS) {
        rowTile(
          inputs + (i << 2), outputs + (i << 2), min(TILE_ROWS, tiles - i),
          1, 1, channels, 0, 0, b, panel * 32, min(TILE_COLUMNS, n - panel * 8), 0, LINEAR, 0,
        );
      }
      b += <usize>channels << 5;
    }
  }
}

/** Transforms one tile's products into outputs, ends them and stores those inside the image. */
function finishTile(args: usize, image: i32, tileY: i32, tileX: i32, products: usize, plane: usize, temporary: usize): void {
  const n = int(args, 4);
  const height = int(args, 26);
  const width = int(args, 27);
  const bias = pointer(args, 2);
  const activation = int(args, 3);
  const alpha = float(args, 0);
  const rows = min(OUTPUTS, height - tileY * OUTPUTS);
  const columns = min(OUTPUTS, width - tileX * OUTPUTS);
  const out = pointer(args, 1) + (<usize>(((image * height + tileY * OUTPUTS) * width + tileX * OUTPUTS) * n) << 2);
  const values = temporary + 24 * 16;
  for (let channel: usize = 0; channel < <usize>n << 2; channel += 16) {
    for (let column: usize = 0; column < 6; column++) {
      transformOutput(products + channel + column * plane, 6 * plane, temporary + column * 16, 96);
    }
    for (let row: usize = 0; row < 4; row++) transformOutput(temporary + row * 96, 16, values + row * 64, 16);
    for (let y = 0; y < rows; y++) {
      let to = out + (<usize>(y * width * n) << 2) + channel;
      for (let x = 0; x < columns; x++) {
        let value = v128.load(values + (y << 6) + (x << 4));
        if (activation == WHERE_POSITIVE) {
          value = wherePositive(value, to + bias);
        } else {
          if (bias) value = f32x4.add(value, v128.load(bias + channel));
          if (activation != LINEAR) value = activate(value, activation, alpha);
        }
        v128.store(to, value);
        to += <usize>n << 2;
      }
    }
  }
}

/**
 * First step of a filter gradient: transforms input tiles and output gradients of some units into [36][tiles][channels] and
 * [36][tiles][n].
 *
 * ints: 0 input, 1 dy, 2 tiles, 3 gradients, 4 n, 5 first unit, 6 most tiles of a unit, 7 tiles in all, 8 to 23 geometry, 24 grid height, 25 grid
 * width, 26 dy height, 27 dy width, 30 scratch, 31 scratch bytes per thread. Items: units, counted from the first.
 */
export function winogradGather(args: usize, begin: i32, end: i32, thread: i32): void {
  const pixelBytes = <usize>int(args, 9) << 2;
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
    transformTiles(table, tiles, pixelBytes, pointer(args, 22), pointer(args, 2), tile, all, temporary);
    for (let image = firstImage(args, unit), end = image + imageCount(args, unit); image < end; image++) {
      for (let y = row; y < last; y++) {
        for (let x = 0; x < int(args, 25); x++) {
          const from = pointer(args, 1) + <usize>((image * height + y * OUTPUTS) * width + x * OUTPUTS) * gradientBytes;
          const to = pointer(args, 3) + <usize>tile * gradientBytes;
          gatherGradient(from, to, gradientBytes, width, min(OUTPUTS, height - y * OUTPUTS), min(OUTPUTS, width - x * OUTPUTS), <usize>all * gradientBytes, temporary);
          tile++;
        }
      }
    }
  }
}

/** A y Aᵀ of one tile of output gradients; those outside the image are zero. */
function gatherGradient(from: usize, to: usize, pixelBytes: usize, width: i32, rows: i32, columns: i32, plane: usize, temporary: usize): void {
  const values = temporary + 24 * 16;
  if (rows < OUTPUTS || columns < OUTPUTS) memory.fill(values, 0, 256);
  for (let channel: usize = 0; channel < pixelBytes; channel += 16) {
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) {
        v128.store(values + (y << 6) + (x << 4), v128.load(from + <usize>(y * width + x) * pixelBytes + channel));
      }
    }
    for (let column: usize = 0; column < 4; column++) transformGradient(values + column * 16, 64, temporary + column * 16, 64);
    for (let row: usize = 0; row < 6; row++) transformGradient(temporary + row * 64, 16, to + channel + row * 6 * plane, plane);
  }
}

/**
 * Second step: sums[e] (+)= tiles[e]ᵀ·gradients[e].
 *
 * ints: tiles, gradients, sums [36][channels][n], tiles in all, channels, n, whether to replace. Items: (product, group of six channels).
 */
export function winogradAccumulate(args: usize, begin: i32, end: i32, _thread: i32): void {
  const all = int(args, 3);
  const channels = int(args, 4);
  const n = int(args, 5);
  const groups = (channels + TILE_ROWS - 1) / TILE_ROWS;
  for (let item = begin; item < end; item++) {
    const e = item / groups;
    const channel = item % groups * TILE_ROWS;
    const a = pointer(args, 0) + (<usize>(e * all * channels + channel) << 2);
    let fresh = int(args, 6) != 0;
    // So many tiles at a time that their channels stay in the first-level cache while all columns pass by.
    for (let tile = 0; tile < all; tile += 128) {
      for (let column = 0; column < n; column += TILE_COLUMNS) {
        columnTile(
          a + (<usize>(tile * channels) << 2), <usize>channels << 2,
          pointer(args, 1) + (<usize>((e * all + tile) * n + column) << 2), <usize>n << 2,
          min(128, all - tile),
          pointer(args, 2) + (<usize>((e * channels + channel) * n + column) << 2), <usize>n << 2,
          min(TILE_ROWS, channels - channel), min(TILE_COLUMNS, n - column), fresh,
        );
      }
      fresh = false;
    }
  }
}

/**
 * Last step: the gradient [3][3][channels][n] of the sums.
 *
 * ints: sums, gradient, channels × n, scratch, its bytes per thread. Items: groups of 64 values.
 */
export function winogradFilterGradient(args: usize, begin: i32, end: i32, thread: i32): void {
  const size = int(args, 2);
  const plane = <usize>size << 2;
  const temporary = pointer(args, 3) + <usize>thread * pointer(args, 4);
  const last = min(end * 64, size);
  for (let i = begin * 64; i < last; i += 4) {
    const from = pointer(args, 0) + (<usize>i << 2);
    const to = pointer(args, 1) + (<usize>i << 2);
    for (let column: usize = 0; column < 6; column++) transformFilterGradient(from + column * plane, 6 * plane, temporary + column * 16, 96);
    for (let row: usize = 0; row < 3; row++) transformFilterGradient(temporary + row * 96, 16, to + row * 3 * plane, plane);
  }
}
