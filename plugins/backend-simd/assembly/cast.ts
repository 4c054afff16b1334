import { int, pointer } from "./lib/arguments";
import { BLOCK } from "./lib/block";

// Changes of type.
//
// ints: source, target, size. Items: blocks of values.

export function intsToFloats(args: usize, begin: i32, end: i32, _thread: i32): void {
  const last = <usize>min(end * BLOCK, int(args, 2)) << 2;
  for (let at = <usize>(begin * BLOCK) << 2; at < last; at += 16) {
    v128.store(pointer(args, 1) + at, f32x4.convert_i32x4_s(v128.load(pointer(args, 0) + at)));
  }
}

export function flagsToFloats(args: usize, begin: i32, end: i32, _thread: i32): void {
  const last = min(end * BLOCK, int(args, 2));
  for (let i = begin * BLOCK; i < last; i++) store<f32>(pointer(args, 1) + (<usize>i << 2), <f32>load<u8>(pointer(args, 0) + i));
}

export function flagsToInts(args: usize, begin: i32, end: i32, _thread: i32): void {
  const last = min(end * BLOCK, int(args, 2));
  for (let i = begin * BLOCK; i < last; i++) store<i32>(pointer(args, 1) + (<usize>i << 2), load<u8>(pointer(args, 0) + i));
}

/** Towards zero, modulo 2^32, NaN and infinities to 0: like JavaScript. */
export function floatsToInts(args: usize, begin: i32, end: i32, _thread: i32): void {
  const last = min(end * BLOCK, int(args, 2));
  for (let i = begin * BLOCK; i < last; i++) {
    const value = load<f32>(pointer(args, 0) + (<usize>i << 2));
    // Beyond 2^63 a float is a multiple of 2^32.
    store<i32>(pointer(args, 1) + (<usize>i << 2), abs(value) < 9223372036854775808.0 ? <i32>(<i64>value) : 0);
  }
}

export function floatsToFlags(args: usize, begin: i32, end: i32, _thread: i32): void {
  const last = min(end * BLOCK, int(args, 2));
  for (let i = begin * BLOCK; i < last; i++) store<u8>(pointer(args, 1) + i, load<f32>(pointer(args, 0) + (<usize>i << 2)) == 0 ? 0 : 1);
}

export function intsToFlags(args: usize, begin: i32, end: i32, _thread: i32): void {
  const last = min(end * BLOCK, int(args, 2));
  for (let i = begin * BLOCK; i < last; i++) store<u8>(pointer(args, 1) + i, load<i32>(pointer(args, 0) + (<usize>i << 2)) == 0 ? 0 : 1);
}
