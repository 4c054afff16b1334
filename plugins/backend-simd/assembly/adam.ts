import { float, int, pointer } from "./lib/arguments";
import { BLOCK } from "./lib/block";
import { storeLanes } from "./lib/lanes";

/** Updates the moments of up to four values and returns where they move. */
@inline
function move(args: usize, at: usize, count: i32): v128 {
  const w = v128.load(pointer(args, 0) + at);
  const decayed = f32x4.mul(w, f32x4.splat(float(args, 6)));
  const gradients = pointer(args, 1);
  const g = gradients ? f32x4.add(v128.load(gradients + at), decayed) : decayed;
  const oldM = f32x4.mul(v128.load(pointer(args, 2) + at), f32x4.splat(float(args, 1)));
  const oldV = f32x4.mul(v128.load(pointer(args, 3) + at), f32x4.splat(float(args, 3)));
  const m = f32x4.add(oldM, f32x4.mul(g, f32x4.splat(float(args, 2))));
  const v = f32x4.add(oldV, f32x4.mul(f32x4.mul(g, g), f32x4.splat(float(args, 4))));
  storeLanes(pointer(args, 5) + at, m, count);
  storeLanes(pointer(args, 6) + at, v, count);
  const direction = f32x4.div(m, f32x4.add(f32x4.sqrt(v), f32x4.splat(float(args, 5))));
  return f32x4.sub(w, f32x4.mul(direction, f32x4.splat(float(args, 0))));
}

/**
 * A step of Adam.
 *
 * ints: w, g (0 where it is zero), m, v, new w, new m, new v, size. floats: rate, β₁, 1 - β₁, β₂, 1 - β₂, ε,
 * λ. Items: blocks of values.
 */
export function adam(args: usize, begin: i32, end: i32, _thread: i32): void {
  const last = <usize>min(end * BLOCK, int(args, 7)) << 2;
  for (let at = <usize>(begin * BLOCK) << 2; at < last; at += 16) v128.store(pointer(args, 4) + at, move(args, at, 4));
}

/** Four values of a bound: one number (kind 0), one row (1) or as many as points (2). */
@inline
function bound(address: usize, kind: i32, inRow: usize, at: usize): v128 {
  if (kind == 0) return v128.load32_splat(address);
  return v128.load(address + (kind == 1 ? inRow : at));
}

/**
 * A step of Adam, then into box and ball: [max(lower, origin - radius), min(upper, origin + radius)].
 *
 * ints: as for `adam`, then 8 origin, 9 lower, 10 its kind, 11 upper, 12 its kind, 13 radius, 14 values per
 * row. Items: rows.
 */
export function adamProject(args: usize, begin: i32, end: i32, _thread: i32): void {
  const size = int(args, 14);
  for (let row = begin; row < end; row++) {
    const radius = v128.load32_splat(pointer(args, 13) + (<usize>row << 2));
    const start = <usize>(row * size) << 2;
    for (let i = 0; i < size; i += 4) {
      const inRow = <usize>i << 2;
      const at = start + inRow;
      const moved = move(args, at, size - i);
      const origin = v128.load(pointer(args, 8) + at);
      const lower = f32x4.max(bound(pointer(args, 9), int(args, 10), inRow, at), f32x4.sub(origin, radius));
      const upper = f32x4.min(bound(pointer(args, 11), int(args, 12), inRow, at), f32x4.add(origin, radius));
      storeLanes(pointer(args, 4) + at, f32x4.min(f32x4.max(moved, lower), upper), size - i);
    }
  }
}
