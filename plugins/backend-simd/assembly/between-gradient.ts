import { float, int, pointer } from "./lib/arguments";
import { BLOCK } from "./lib/block";

/**
 * dy where low <= x <= high, else 0; or, where open, dy · 1 where low < x <= high, dy · 0 elsewhere, and NaN
 * where x is.
 *
 * ints: dy, x, target, size, open. floats: low, high. Items: blocks of values.
 */
export function betweenGradient(args: usize, begin: i32, end: i32, _thread: i32): void {
  const last = <usize>min(end * BLOCK, int(args, 3)) << 2;
  const low = f32x4.splat(float(args, 0));
  const high = f32x4.splat(float(args, 1));
  const one = f32x4.splat(1);
  const open = int(args, 4) != 0;
  for (let at = <usize>(begin * BLOCK) << 2; at < last; at += 16) {
    const dy = v128.load(pointer(args, 0) + at);
    const x = v128.load(pointer(args, 1) + at);
    const below = f32x4.le(x, high);
    const value = open
      ? f32x4.mul(dy, v128.or(v128.and(v128.and(below, f32x4.gt(x, low)), one), v128.and(x, f32x4.ne(x, x))))
      : v128.and(dy, v128.and(below, f32x4.ge(x, low)));
    v128.store(pointer(args, 2) + at, value);
  }
}
