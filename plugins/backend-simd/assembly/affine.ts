import { float, int, pointer } from "./lib/arguments";
import { promoteHigh } from "./lib/exponential";
import { storeLanes } from "./lib/lanes";
import { clearFloats } from "./lib/memory";

// The bilinear sampler. Every image is copied into the thread's scratch with a border of two zeros, so that
// the four neighbours of any clipped position exist and need no mask. After the bordered image, scratch holds
// for one row of pixels the byte offsets of the corners, the fractions across and the fractions down; then,
// for a gradient in the matrices, 64 bytes of sums.
//
// ints: 0 images, 1 matrices (8 floats an image: m00, m01, m10, m11, shift x, shift y), 2 target, 3 dy, 4
// height, 5 width, 6 channels,
//       7 scratch, 8 scratch bytes per thread, 9 bytes of a bordered image.
// floats: 0 centre x, 1 centre y, 2 aspect, 3 inverse aspect, 4 2 / (width - 1), 5 2 / (height - 1).
// Items: images.

const BORDER: i32 = 2;

/** Bytes of a line of a bordered image. */
@inline
function lineBytes(args: usize): usize {
  return <usize>((int(args, 5) + 2 * BORDER) * int(args, 6)) << 2;
}

/** Zeroes a bordered image, which is all there is to do before a scattering. */
function clearBordered(args: usize, scratch: usize): void {
  clearFloats(scratch, int(args, 9) >> 2);
}

/** Copies an image into the middle of a bordered one. */
function makeBordered(args: usize, image: i32, scratch: usize): void {
  const floats = int(args, 5) * int(args, 6);
  const rowBytes = <usize>floats << 2;
  const edge = <usize>(BORDER * int(args, 6)) << 2;
  const line = lineBytes(args);
  clearBordered(args, scratch);
  let from = pointer(args, 0) + <usize>image * <usize>int(args, 4) * rowBytes;
  let to = scratch + <usize>BORDER * line + edge;
  for (let y = 0; y < int(args, 4); y++) {
    let at: usize = 0;
    for (; at + 16 <= rowBytes; at += 16) v128.store(to + at, v128.load(from + at));
    for (; at < rowBytes; at += 4) store<f32>(to + at, load<f32>(from + at));
    from += rowBytes;
    to += line;
  }
}

/** Writes the positions of one row of pixels to `table`. */
function locateRow(args: usize, image: i32, y: i32, table: usize): void {
  const width = int(args, 5);
  const room = <usize>(width + 3 & -4) << 2;
  const matrix = pointer(args, 1) + (<usize>image << 5);
  const cx = float(args, 0);
  const cy = float(args, 1);
  const i = <f32>y - cy;
  const m00 = v128.load32_splat(matrix);
  const m10 = v128.load32_splat(matrix, 8);
  const fromRowX = f32x4.splat(load<f32>(matrix, 4) * (i * float(args, 2)));
  const fromRowY = f32x4.splat(load<f32>(matrix, 12) * i);
  const shiftX = v128.load32_splat(matrix, 16);
  const shiftY = v128.load32_splat(matrix, 20);
  const line = i32x4.splat(width + 2 * BORDER);
  const bytes = i32x4.splat(int(args, 6) << 2);
  for (let x = 0; x < width; x += 4) {
    const j = f32x4.sub(f32x4.add(f32x4.splat(<f32>x), f32x4(0, 1, 2, 3)), f32x4.splat(cx));
    let u = f32x4.add(f32x4.mul(m00, j), fromRowX);
    u = f32x4.add(f32x4.add(u, shiftX), f32x4.splat(cx));
    u = f32x4.min(f32x4.max(u, f32x4.splat(-2)), f32x4.splat(<f32>width));
    let v = f32x4.add(f32x4.mul(m10, f32x4.mul(j, f32x4.splat(float(args, 3)))), fromRowY);
    v = f32x4.add(f32x4.add(v, shiftY), f32x4.splat(cy));
    v = f32x4.min(f32x4.max(v, f32x4.splat(-2)), f32x4.splat(<f32>int(args, 4)));
    const column = f32x4.floor(u);
    const row = f32x4.floor(v);
    const corner = i32x4.add(
      i32x4.mul(i32x4.add(i32x4.trunc_sat_f32x4_s(row), i32x4.splat(BORDER)), line),
      i32x4.add(i32x4.trunc_sat_f32x4_s(column), i32x4.splat(BORDER)),
    );
    const at = table + (<usize>x << 2);
    v128.store(at, i32x4.mul(corner, bytes));
    v128.store(at + room, f32x4.sub(u, column));
    v128.store(at + 2 * room, f32x4.sub(v, row));
  }
}

/** from + share · (to - from): equal ends give exactly that value. */
@inline
function mix(from: f32, to: f32, share: f32): f32 {
  return from + (to - from) * share;
}

@inline
function clamp(value: f32): f32 {
  return value > 1 ? 1 : value < 0 ? 0 : value;
}

/** Two pixels side by side at each of two places; images of one channel. */
@inline
function loadPairs(first: usize, second: usize): v128 {
  return v128.load_lane<u64>(second, v128.load64_zero(first), 1);
}

/** The left ones of four pairs. */
@inline
function lefts(first: v128, second: v128): v128 {
  return v128.shuffle<f32>(first, second, 0, 2, 4, 6);
}

/** The right ones of four pairs. */
@inline
function rights(first: v128, second: v128): v128 {
  return v128.shuffle<f32>(first, second, 1, 3, 5, 7);
}

/** `mix` of four. */
@inline
function mixLanes(from: v128, to: v128, share: v128): v128 {
  return f32x4.add(from, f32x4.mul(f32x4.sub(to, from), share));
}

/**
 * Samples a row of one channel, four pixels at a time, by the same operations as one pixel of many channels.
 */
function sampleRow(scratch: usize, table: usize, room: usize, line: usize, width: i32, to: usize): void {
  for (let x = 0; x < width; x += 4) {
    const at = table + (<usize>x << 2);
    const p0 = scratch + load<usize>(at);
    const p1 = scratch + load<usize>(at, 4);
    const p2 = scratch + load<usize>(at, 8);
    const p3 = scratch + load<usize>(at, 12);
    const across = v128.load(at + room);
    let first = loadPairs(p0, p1);
    let second = loadPairs(p2, p3);
    const upper = mixLanes(lefts(first, second), rights(first, second), across);
    first = loadPairs(p0 + line, p1 + line);
    second = loadPairs(p2 + line, p3 + line);
    const lower = mixLanes(lefts(first, second), rights(first, second), across);
    const value = mixLanes(upper, lower, v128.load(at + 2 * room));
    storeLanes(to + (<usize>x << 2), f32x4.pmax(f32x4.pmin(value, f32x4.splat(1)), f32x4.splat(0)), width - x);
  }
}

/** Samples; target is [B, H, W, C]. */
export function affine(args: usize, begin: i32, end: i32, thread: i32): void {
  const scratch = pointer(args, 7) + <usize>thread * pointer(args, 8);
  const table = scratch + pointer(args, 9);
  const height = int(args, 4);
  const width = int(args, 5);
  const pixel = <usize>int(args, 6) << 2;
  const room = <usize>(width + 3 & -4) << 2;
  const line = lineBytes(args);
  for (let image = begin; image < end; image++) {
    makeBordered(args, image, scratch);
    let to = pointer(args, 2) + <usize>(image * height * width) * pixel;
    for (let y = 0; y < height; y++) {
      locateRow(args, image, y, table);
      if (pixel == 4) {
        sampleRow(scratch, table, room, line, width, to);
        to += <usize>width << 2;
        continue;
      }
      for (let x = 0; x < width; x++) {
        const at = table + (<usize>x << 2);
        const corner = scratch + load<usize>(at);
        const across = load<f32>(at + room);
        const down = load<f32>(at + 2 * room);
        for (let c: usize = 0; c < pixel; c += 4) {
          const a = corner + c;
          const upper = mix(load<f32>(a), load<f32>(a + pixel), across);
          const lower = mix(load<f32>(a + line), load<f32>(a + line + pixel), across);
          store<f32>(to + c, clamp(mix(upper, lower, down)));
        }
        to += pixel;
      }
    }
  }
}

/**
 * The sums that a row of one channel adds to du·X, du, dv·X, dv, four pixels at a time, in two lanes of
 * doubles each, to be added up. They go to `sums`.
 */
function differentiateRow(args: usize, scratch: usize, table: usize, room: usize, line: usize, dy: usize, sums: usize): void {
  const width = int(args, 5);
  let ux = v128.load(sums);
  let vx = v128.load(sums, 16);
  let u = f64x2.splat(0);
  let v = f64x2.splat(0);
  for (let x = 0; x < width; x += 4) {
    const at = table + (<usize>x << 2);
    const p0 = scratch + load<usize>(at);
    const p1 = scratch + load<usize>(at, 4);
    const p2 = scratch + load<usize>(at, 8);
    const p3 = scratch + load<usize>(at, 12);
    const across = v128.load(at + room);
    const down = v128.load(at + 2 * room);
    let first = loadPairs(p0, p1);
    let second = loadPairs(p2, p3);
    const a = lefts(first, second);
    const b = rights(first, second);
    first = loadPairs(p0 + line, p1 + line);
    second = loadPairs(p2 + line, p3 + line);
    const c = lefts(first, second);
    const d = rights(first, second);
    const value = mixLanes(mixLanes(a, b, across), mixLanes(c, d, across), down);
    const above = v128.load(dy + (<usize>x << 2));
    const within = v128.and(f32x4.ge(value, f32x4.splat(0)), f32x4.le(value, f32x4.splat(1)));
    const inside = v128.bitselect(above, f32x4.mul(above, f32x4.splat(0)), within);
    // Lanes beyond the row count for nothing, whatever they hold.
    const present = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(width - x));
    const du = v128.and(f32x4.mul(mixLanes(f32x4.sub(b, a), f32x4.sub(d, c), down), inside), present);
    const dv = v128.and(f32x4.mul(mixLanes(f32x4.sub(c, a), f32x4.sub(d, b), across), inside), present);
    const centred = f32x4.sub(f32x4.add(f32x4.splat(<f32>x), f32x4(0, 1, 2, 3)), f32x4.splat(float(args, 0)));
    const place = f32x4.mul(centred, f32x4.splat(float(args, 4)));
    const placeLow = f64x2.promote_low_f32x4(place);
    const placeHigh = promoteHigh(place);
    let low = f64x2.promote_low_f32x4(du);
    let high = promoteHigh(du);
    u = f64x2.add(f64x2.add(u, low), high);
    ux = f64x2.add(f64x2.add(ux, f64x2.mul(low, placeLow)), f64x2.mul(high, placeHigh));
    low = f64x2.promote_low_f32x4(dv);
    high = promoteHigh(dv);
    v = f64x2.add(f64x2.add(v, low), high);
    vx = f64x2.add(f64x2.add(vx, f64x2.mul(low, placeLow)), f64x2.mul(high, placeHigh));
  }
  v128.store(sums, ux);
  v128.store(sums, vx, 16);
  v128.store(sums, u, 32);
  v128.store(sums, v, 48);
}

/** The sum of two doubles in memory. */
@inline
function pairSum(at: usize): f64 {
  return load<f64>(at) + load<f64>(at, 8);
}

/**
 * Gradient in the matrices: sums over an image's pixels of du·X, du·Y, du, dv·X, dv·Y, dv with X and Y in
 * [-1, 1]. Target is [B, 8] floats.
 */
export function affineGradParameters(args: usize, begin: i32, end: i32, thread: i32): void {
  const scratch = pointer(args, 7) + <usize>thread * pointer(args, 8);
  const table = scratch + pointer(args, 9);
  const height = int(args, 4);
  const width = int(args, 5);
  const pixel = <usize>int(args, 6) << 2;
  const room = <usize>(width + 3 & -4) << 2;
  const line = lineBytes(args);
  const sums = table + 3 * room;
  for (let image = begin; image < end; image++) {
    makeBordered(args, image, scratch);
    clearFloats(sums, 16);
    let dy = pointer(args, 3) + <usize>(image * height * width) * pixel;
    let ux: f64 = 0, uy: f64 = 0, u: f64 = 0, vx: f64 = 0, vy: f64 = 0, v: f64 = 0;
    for (let y = 0; y < height; y++) {
      locateRow(args, image, y, table);
      let rowU: f64 = 0, rowV: f64 = 0;
      if (pixel == 4) {
        differentiateRow(args, scratch, table, room, line, dy, sums);
        rowU = pairSum(sums + 32);
        rowV = pairSum(sums + 48);
        dy += <usize>width << 2;
      }
      for (let x = pixel == 4 ? width : 0; x < width; x++) {
        const at = table + (<usize>x << 2);
        const corner = scratch + load<usize>(at);
        const across = load<f32>(at + room);
        const down = load<f32>(at + 2 * room);
        let du: f32 = 0, dv: f32 = 0;
        for (let k: usize = 0; k < pixel; k += 4) {
          const a = load<f32>(corner + k);
          const b = load<f32>(corner + k + pixel);
          const c = load<f32>(corner + k + line);
          const d = load<f32>(corner + k + line + pixel);
          const value = mix(mix(a, b, across), mix(c, d, across), down);
          const inside = value >= 0 && value <= 1 ? load<f32>(dy + k) : load<f32>(dy + k) * 0;
          du += mix(b - a, d - c, down) * inside;
          dv += mix(c - a, d - b, across) * inside;
        }
        const place = <f64>((<f32>x - float(args, 0)) * float(args, 4));
        ux += <f64>du * place;
        vx += <f64>dv * place;
        rowU += <f64>du;
        rowV += <f64>dv;
        dy += pixel;
      }
      const place = <f64>((<f32>y - float(args, 1)) * float(args, 5));
      uy += rowU * place;
      vy += rowV * place;
      u += rowU;
      v += rowV;
    }
    ux += pairSum(sums);
    vx += pairSum(sums + 16);
    const to = pointer(args, 2) + (<usize>image << 5);
    store<f32>(to, <f32>ux);
    store<f32>(to, <f32>uy, 4);
    store<f32>(to, <f32>u, 8);
    store<f32>(to, <f32>vx, 12);
    store<f32>(to, <f32>vy, 16);
    store<f32>(to, <f32>v, 20);
  }
}

/**
 * Gradient in the images: every pixel's share goes back to its four neighbours. Scratch holds a second
 * bordered image before the table.
 */
export function affineGradImages(args: usize, begin: i32, end: i32, thread: i32): void {
  const scratch = pointer(args, 7) + <usize>thread * pointer(args, 8);
  const sums = scratch + pointer(args, 9);
  const table = sums + pointer(args, 9);
  const height = int(args, 4);
  const width = int(args, 5);
  const channels = int(args, 6);
  const pixel = <usize>channels << 2;
  const room = <usize>(width + 3 & -4) << 2;
  const line = lineBytes(args);
  for (let image = begin; image < end; image++) {
    makeBordered(args, image, scratch);
    clearBordered(args, sums);
    let dy = pointer(args, 3) + <usize>(image * height * width) * pixel;
    for (let y = 0; y < height; y++) {
      locateRow(args, image, y, table);
      for (let x = 0; x < width; x++) {
        const at = table + (<usize>x << 2);
        const corner = load<usize>(at);
        const across = load<f32>(at + room);
        const down = load<f32>(at + 2 * room);
        for (let k: usize = 0; k < pixel; k += 4) {
          const from = scratch + corner + k;
          const upper = mix(load<f32>(from), load<f32>(from + pixel), across);
          const lower = mix(load<f32>(from + line), load<f32>(from + line + pixel), across);
          const value = mix(upper, lower, down);
          const inside = value >= 0 && value <= 1 ? load<f32>(dy + k) : load<f32>(dy + k) * 0;
          const right = inside * across;
          const left = inside - right;
          const to = sums + corner + k;
          store<f32>(to, load<f32>(to) + (left - left * down));
          store<f32>(to + pixel, load<f32>(to + pixel) + (right - right * down));
          store<f32>(to + line, load<f32>(to + line) + left * down);
          store<f32>(to + line + pixel, load<f32>(to + line + pixel) + right * down);
        }
        dy += pixel;
      }
    }
    const floats = width * channels;
    let to = pointer(args, 2) + <usize>(image * height * floats) * 4;
    let from = sums + <usize>BORDER * line + <usize>BORDER * pixel;
    for (let y = 0; y < height; y++) {
      for (let at: usize = 0; at < <usize>floats << 2; at += 4) store<f32>(to + at, load<f32>(from + at));
      to += <usize>floats << 2;
      from += line;
    }
  }
}
