import { int, pointer } from "./lib/arguments";
import { BLOCK } from "./lib/block";
import { wherePositive } from "./lib/epilogue";

/**
 * dy where y > 0, else 0.
 *
 * ints: dy, y, target, size. Items: blocks of values.
 */
export function reluGradient(args: usize, begin: i32, end: i32, _thread: i32): void {
  const last = <usize>min(end * BLOCK, int(args, 3)) << 2;
  for (let at = <usize>(begin * BLOCK) << 2; at < last; at += 16) {
    v128.store(pointer(args, 2) + at, wherePositive(v128.load(pointer(args, 0) + at), pointer(args, 1) + at));
  }
}
