import { int, pointer } from "./lib/arguments";
import { promoteHigh } from "./lib/exponential";
import { storeLanes } from "./lib/lanes";

// All over rows of `channels` values. Sums are taken in double precision over parts of the rows, which the
// shapes alone fix. A part's sums lie as [2][channels rounded up to 4] doubles.

/** What is summed: x and x², or dy and dy · (x - mean), or the same with dy only where ReLU let y through. */
const SQUARES: i32 = 0;
const PRODUCTS: i32 = 1;
const RECTIFIED: i32 = 2;

/**
 * dy where (x - mean) · factor + offset is positive: the same arithmetic as in `normaliseRows`, so the same
 * sign.
 */
@inline
function whereLet(dy: v128, centred: v128, factor: v128, offset: v128): v128 {
  return v128.and(dy, f32x4.gt(f32x4.add(f32x4.mul(centred, factor), offset), f32x4.splat(0)));
}

/** The two sums of four channels over some rows, two rows at a time. */
@inline
function sumRows(kind: i32, x: usize, dy: usize, line: usize, rows: i32, mean: v128, factor: v128, offset: v128, to: usize, width: usize): void {
  let s0 = f64x2.splat(0), s1 = f64x2.splat(0), q0 = f64x2.splat(0), q1 = f64x2.splat(0);
  let t0 = f64x2.splat(0), t1 = f64x2.splat(0), r0 = f64x2.splat(0), r1 = f64x2.splat(0);
  for (; rows > 0; rows -= 2) {
    let value = v128.load(kind == SQUARES ? x : dy);
    if (kind == SQUARES) {
      const low = f64x2.promote_low_f32x4(value);
      const high = promoteHigh(value);
      s0 = f64x2.add(s0, low);
      s1 = f64x2.add(s1, high);
      q0 = f64x2.add(q0, f64x2.mul(low, low));
      q1 = f64x2.add(q1, f64x2.mul(high, high));
    } else {
      const centred = f32x4.sub(v128.load(x), mean);
      if (kind == RECTIFIED) value = whereLet(value, centred, factor, offset);
      const product = f32x4.mul(value, centred);
      s0 = f64x2.add(s0, f64x2.promote_low_f32x4(value));
      s1 = f64x2.add(s1, promoteHigh(value));
      q0 = f64x2.add(q0, f64x2.promote_low_f32x4(product));
      q1 = f64x2.add(q1, promoteHigh(product));
    }
    if (rows == 1) break;
    x += line;
    dy += line;
    value = v128.load(kind == SQUARES ? x : dy);
    if (kind == SQUARES) {
      const low = f64x2.promote_low_f32x4(value);
      const high = promoteHigh(value);
      t0 = f64x2.add(t0, low);
      t1 = f64x2.add(t1, high);
      r0 = f64x2.add(r0, f64x2.mul(low, low));
      r1 = f64x2.add(r1, f64x2.mul(high, high));
    } else {
      const centred = f32x4.sub(v128.load(x), mean);
      if (kind == RECTIFIED) value = whereLet(value, centred, factor, offset);
      const product = f32x4.mul(value, centred);
      t0 = f64x2.add(t0, f64x2.promote_low_f32x4(value));
      t1 = f64x2.add(t1, promoteHigh(value));
      r0 = f64x2.add(r0, f64x2.promote_low_f32x4(product));
      r1 = f64x2.add(r1, promoteHigh(product));
    }
    x += line;
    dy += line;
  }
  v128.store(to, f64x2.add(s0, t0));
  v128.store(to, f64x2.add(s1, t1), 16);
  v128.store(to + width, f64x2.add(q0, r0));
  v128.store(to + width, f64x2.add(q1, r1), 16);
}

/**
 * Sums per channel over each part: of x and x² (where there is no dy), or of dy and dy · (x - mean), dy being
 * left out where ReLU followed (there is a factor) and let nothing through.
 *
 * ints: x, dy or 0, mean, sums, rows, channels, rows per part, factor or 0, offset. Items: parts.
 */
export function channelSums(args: usize, begin: i32, end: i32, _thread: i32): void {
  const channels = int(args, 5);
  const line = <usize>channels << 2;
  const width = <usize>(channels + 3 & -4) << 3;
  const means = pointer(args, 2);
  const factors = pointer(args, 7);
  const offsets = pointer(args, 8);
  for (let part = begin; part < end; part++) {
    const first = part * int(args, 6);
    const rows = min(int(args, 6), int(args, 4) - first);
    let to = pointer(args, 3) + <usize>part * 2 * width;
    for (let at: usize = 0; at < line; at += 16) {
      const x = pointer(args, 0) + <usize>first * line + at;
      const dy = pointer(args, 1) + <usize>first * line + at;
      const none = f32x4.splat(0);
      if (pointer(args, 1) == 0) sumRows(SQUARES, x, dy, line, rows, none, none, none, to, width);
      else if (factors == 0) sumRows(PRODUCTS, x, dy, line, rows, v128.load(means + at), none, none, to, width);
      else sumRows(RECTIFIED, x, dy, line, rows, v128.load(means + at), v128.load(factors + at), v128.load(offsets + at), to, width);
      to += 32;
    }
  }
}

/**
 * y = (x - mean) · factor + offset, then max(·, 0) where wanted.
 *
 * ints: x, mean, factor, offset, y, rows, channels, rows per item, whether ReLU follows. Items: groups of
 * rows.
 */
export function normaliseRows(args: usize, begin: i32, end: i32, _thread: i32): void {
  const channels = int(args, 6);
  const line = <usize>channels << 2;
  const least = f32x4.splat(int(args, 8) ? 0 : -Infinity);
  for (let item = begin; item < end; item++) {
    const first = item * int(args, 7);
    const start = <usize>first * line;
    const bytes = <usize>(min(first + int(args, 7), int(args, 5)) - first) * line;
    for (let c = 0; c < channels; c += 4) {
      const at = <usize>c << 2;
      const mean = v128.load(pointer(args, 1) + at);
      const factor = v128.load(pointer(args, 2) + at);
      const offset = v128.load(pointer(args, 3) + at);
      let x = pointer(args, 0) + start + at;
      let y = pointer(args, 4) + start + at;
      for (const last = x + bytes; x < last; x += line) {
        const value = f32x4.add(f32x4.mul(f32x4.sub(v128.load(x), mean), factor), offset);
        // A minus zero becomes zero, and a NaN stays one: `pmax` takes its first operand then.
        storeLanes(y, f32x4.pmax(f32x4.add(value, f32x4.splat(0)), least), channels - c);
        y += line;
      }
    }
  }
}

/**
 * dx = (dy - shift - (x - mean) · slope) · factor, dy being left out where ReLU followed (there is an offset)
 * and let nothing through.
 *
 * ints: x, mean, factor, shift, dx, rows, channels, rows per item, dy, slope, offset or 0. Items: groups of
 * rows.
 */
export function normaliseRowsGradient(args: usize, begin: i32, end: i32, _thread: i32): void {
  const channels = int(args, 6);
  const line = <usize>channels << 2;
  const offsets = pointer(args, 10);
  for (let item = begin; item < end; item++) {
    const first = item * int(args, 7);
    const start = <usize>first * line;
    const bytes = <usize>(min(first + int(args, 7), int(args, 5)) - first) * line;
    for (let c = 0; c < channels; c += 4) {
      const at = <usize>c << 2;
      const mean = v128.load(pointer(args, 1) + at);
      const factor = v128.load(pointer(args, 2) + at);
      const shift = v128.load(pointer(args, 3) + at);
      const slope = v128.load(pointer(args, 9) + at);
      let x = pointer(args, 0) + start + at;
      let dx = pointer(args, 4) + start + at;
      let dy = pointer(args, 8) + start + at;
      const last = x + bytes;
      if (offsets) {
        const offset = v128.load(offsets + at);
        for (; x < last; x += line) {
          const centred = f32x4.sub(v128.load(x), mean);
          const moved = f32x4.sub(whereLet(v128.load(dy), centred, factor, offset), shift);
          storeLanes(dx, f32x4.mul(f32x4.sub(moved, f32x4.mul(centred, slope)), factor), channels - c);
          dx += line;
          dy += line;
        }
      } else {
        for (; x < last; x += line) {
          const moved = f32x4.sub(v128.load(dy), shift);
          storeLanes(dx, f32x4.mul(f32x4.sub(moved, f32x4.mul(f32x4.sub(v128.load(x), mean), slope)), factor), channels - c);
          dx += line;
          dy += line;
        }
      }
    }
  }
}
