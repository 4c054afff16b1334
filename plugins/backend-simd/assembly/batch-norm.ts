import { int, pointer } from "./lib/arguments";
import { promoteHigh } from "./lib/exponential";
import { storeLanes } from "./lib/lanes";

// All over rows of `channels` values. Sums are taken in double precision over parts of the rows, which the shapes alone fix. A part's
// sums lie as [2][channels rounded up to 4] doubles.

/**
 * Sums per channel over each part: of x and x² (where there is no mean), or of dy and dy · (x - mean).
 *
 * ints: x, dy, mean or 0, sums, rows, channels, rows per part. Items: parts.
 */
export function channelSums(args: usize, begin: i32, end: i32, _thread: i32): void {
  const channels = int(args, 5);
  const line = <usize>channels << 2;
  const width = <usize>(channels + 3 & -4) << 3;
  const means = pointer(args, 2);
  for (let part = begin; part < end; part++) {
    const first = part * int(args, 6);
    const rows = min(int(args, 6), int(args, 4) - first);
    let to = pointer(args, 3) + <usize>part * 2 * width;
    for (let c = 0; c < channels; c += 4) {
      let x = pointer(args, 0) + <usize>first * line + (<usize>c << 2);
      let s0 = f64x2.splat(0), s1 = f64x2.splat(0), q0 = f64x2.splat(0), q1 = f64x2.splat(0);
      if (means == 0) {
        for (let row = 0; row < rows; row++) {
          const value = v128.load(x);
          const low = f64x2.promote_low_f32x4(value);
          const high = promoteHigh(value);
          s0 = f64x2.add(s0, low);
          s1 = f64x2.add(s1, high);
          q0 = f64x2.add(q0, f64x2.mul(low, low));
          q1 = f64x2.add(q1, f64x2.mul(high, high));
          x += line;
        }
      } else {
        const mean = v128.load(means + (<usize>c << 2));
        let dy = pointer(args, 1) + <usize>first * line + (<usize>c << 2);
        for (let row = 0; row < rows; row++) {
          const value = v128.load(dy);
          const product = f32x4.mul(value, f32x4.sub(v128.load(x), mean));
          s0 = f64x2.add(s0, f64x2.promote_low_f32x4(value));
          s1 = f64x2.add(s1, promoteHigh(value));
          q0 = f64x2.add(q0, f64x2.promote_low_f32x4(product));
          q1 = f64x2.add(q1, promoteHigh(product));
          x += line;
          dy += line;
        }
      }
      v128.store(to, s0);
      v128.store(to, s1, 16);
      v128.store(to + width, q0);
      v128.store(to + width, q1, 16);
      to += 32;
    }
  }
}

/**
 * y = (x - mean) · factor + offset.
 *
 * ints: x, mean, factor, offset, y, rows, channels, rows per item. Items: groups of rows.
 */
export function normaliseRows(args: usize, begin: i32, end: i32, _thread: i32): void {
  const channels = int(args, 6);
  const last = min(end * int(args, 7), int(args, 5));
  for (let row = begin * int(args, 7); row < last; row++) {
    const start = <usize>(row * channels) << 2;
    for (let c = 0; c < channels; c += 4) {
      const at = <usize>c << 2;
      const centred = f32x4.sub(v128.load(pointer(args, 0) + start + at), v128.load(pointer(args, 1) + at));
      const value = f32x4.add(f32x4.mul(centred, v128.load(pointer(args, 2) + at)), v128.load(pointer(args, 3) + at));
      storeLanes(pointer(args, 4) + start + at, value, channels - c);
    }
  }
}

/**
 * dx = (dy - shift - (x - mean) · slope) · factor.
 *
 * ints: x, mean, factor, shift, dx, rows, channels, rows per item, dy, slope. Items: groups of rows.
 */
export function normaliseRowsGradient(args: usize, begin: i32, end: i32, _thread: i32): void {
  const channels = int(args, 6);
  const last = min(end * int(args, 7), int(args, 5));
  for (let row = begin * int(args, 7); row < last; row++) {
    const start = <usize>(row * channels) << 2;
    for (let c = 0; c < channels; c += 4) {
      const at = <usize>c << 2;
      const centred = f32x4.sub(v128.load(pointer(args, 0) + start + at), v128.load(pointer(args, 1) + at));
      const moved = f32x4.sub(v128.load(pointer(args, 8) + start + at), v128.load(pointer(args, 3) + at));
      const value = f32x4.sub(moved, f32x4.mul(centred, v128.load(pointer(args, 9) + at)));
      storeLanes(pointer(args, 4) + start + at, f32x4.mul(value, v128.load(pointer(args, 2) + at)), channels - c);
    }
  }
}
