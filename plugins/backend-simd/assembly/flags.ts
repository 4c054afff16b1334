import { int, pointer } from "./lib/arguments";
import { BLOCK } from "./lib/block";

// Element-wise operations on flags (bool tensors, one byte a value, true if not zero).
//
// ints: a, b, target, size. Items: blocks of values.

export function logicalAnd(args: usize, begin: i32, end: i32, _thread: i32): void {
  const last = min(end * BLOCK, int(args, 3));
  for (let i = begin * BLOCK; i < last; i++) {
    store<u8>(pointer(args, 2) + i, <u8>(i32(load<u8>(pointer(args, 0) + i) != 0) & i32(load<u8>(pointer(args, 1) + i) != 0)));
  }
}

export function logicalOr(args: usize, begin: i32, end: i32, _thread: i32): void {
  const last = min(end * BLOCK, int(args, 3));
  for (let i = begin * BLOCK; i < last; i++) {
    store<u8>(pointer(args, 2) + i, <u8>(load<u8>(pointer(args, 0) + i) | load<u8>(pointer(args, 1) + i) ? 1 : 0));
  }
}

/** ints: source, -, target, size. */
export function logicalNot(args: usize, begin: i32, end: i32, _thread: i32): void {
  const last = min(end * BLOCK, int(args, 3));
  for (let i = begin * BLOCK; i < last; i++) store<u8>(pointer(args, 2) + i, load<u8>(pointer(args, 0) + i) ? 0 : 1);
}

/**
 * Values of 4 bytes of one array where a flag is set, else of another.
 *
 * ints: flags, where set, target, size, where not. Items: blocks of values.
 */
export function select(args: usize, begin: i32, end: i32, _thread: i32): void {
  const last = min(end * BLOCK, int(args, 3));
  for (let i = begin * BLOCK; i < last; i += 4) {
    const words = i16x8.extend_low_i8x16_u(v128.load32_zero(pointer(args, 0) + i));
    const mask = i32x4.eq(i32x4.extend_low_i16x8_u(words), i32x4.splat(1));
    const at = <usize>i << 2;
    v128.store(pointer(args, 2) + at, v128.bitselect(v128.load(pointer(args, 1) + at), v128.load(pointer(args, 4) + at), mask));
  }
}
