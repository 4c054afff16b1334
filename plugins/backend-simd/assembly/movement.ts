import { int, pointer } from "./lib/arguments";
import { BLOCK } from "./lib/block";

/** Copies `count` values, `fromStep` and `toStep` bytes apart. */
@inline
function copySteps<T>(from: usize, to: usize, count: i32, fromStep: usize, toStep: usize): void {
  for (let i = 0; i < count; i++) {
    store<T>(to, load<T>(from));
    from += fromStep;
    to += toStep;
  }
}

/** Copies a run of bytes. */
@inline
function copyBytes(from: usize, to: usize, bytes: i32): void {
  let left = bytes;
  for (; left >= 16; left -= 16) {
    v128.store(to, v128.load(from));
    from += 16;
    to += 16;
  }
  for (; left >= 4; left -= 4) {
    store<i32>(to, load<i32>(from));
    from += 4;
    to += 4;
  }
  for (; left > 0; left--) store<u8>(to++, load<u8>(from++));
}

/**
 * Copies values between two arrays that are gone through in steps of their own.
 *
 * ints: 0 source, 1 target, 2 rows, 3 values per row, 4 and 5 bytes from value to value of source and target,
 * 6 bytes of a value,
 *       7 values in all, 8 rows per item, 9..12 outer axes, 13..16 bytes along them in the source, 17..20 in
 *       the target.
 * Items: groups of rows.
 */
export function copyAxes(args: usize, begin: i32, end: i32, _thread: i32): void {
  const inner = int(args, 3);
  const bytes = int(args, 6);
  const fromStep = pointer(args, 4);
  const toStep = pointer(args, 5);
  const dense = <i32>fromStep == bytes && <i32>toStep == bytes;
  let row = begin * int(args, 8);
  const last = min(end * int(args, 8), int(args, 2));
  let i3 = row % int(args, 12);
  let rest = row / int(args, 12);
  let i2 = rest % int(args, 11);
  rest /= int(args, 11);
  let i1 = rest % int(args, 10);
  let i0 = rest / int(args, 10);
  for (; row < last; row++) {
    const from = pointer(args, 0) + (i0 * int(args, 13) + i1 * int(args, 14) + i2 * int(args, 15) + i3 * int(args, 16));
    const to = pointer(args, 1) + (i0 * int(args, 17) + i1 * int(args, 18) + i2 * int(args, 19) + i3 * int(args, 20));
    const count = min(inner, int(args, 7) - row * inner);
    if (dense) copyBytes(from, to, count * bytes);
    else if (bytes == 4) copySteps<i32>(from, to, count, fromStep, toStep);
    else copySteps<u8>(from, to, count, fromStep, toStep);
    if (++i3 == int(args, 12)) {
      i3 = 0;
      if (++i2 == int(args, 11)) {
        i2 = 0;
        if (++i1 == int(args, 10)) {
          i1 = 0;
          i0++;
        }
      }
    }
  }
}

/**
 * Fills an array with one value of 4 bytes.
 *
 * ints: target, size, value. Items: blocks of values.
 */
export function fillValues(args: usize, begin: i32, end: i32, _thread: i32): void {
  const last = <usize>min(end * BLOCK, int(args, 1)) << 2;
  const value = i32x4.splat(int(args, 2));
  for (let at = <usize>(begin * BLOCK) << 2; at < last; at += 16) v128.store(pointer(args, 0) + at, value);
}

/**
 * Slices of values of 4 bytes, chosen by index along the middle axis of [outer, length, slice].
 *
 * ints: source, indices, target, length, number of indices, slice, slices per item, slices in all. Items:
 * groups of slices.
 */
export function gatherSlices(args: usize, begin: i32, end: i32, _thread: i32): void {
  const count = int(args, 4);
  const bytes = int(args, 5) << 2;
  const last = min(end * int(args, 6), int(args, 7));
  for (let i = begin * int(args, 6); i < last; i++) {
    const index = load<i32>(pointer(args, 1) + (<usize>(i % count) << 2));
    const from = pointer(args, 0) + <usize>(i / count * int(args, 3) + index) * <usize>bytes;
    copyBytes(from, pointer(args, 2) + <usize>i * <usize>bytes, bytes);
  }
}

/**
 * Adds rows to the rows of the target that their numbers name, in their order; numbers out of range are left
 * out.
 *
 * ints: source, numbers, target, source rows, target rows, columns. Items: groups of 64 columns.
 */
export function addToRows(args: usize, begin: i32, end: i32, _thread: i32): void {
  const columns = int(args, 5);
  const first = begin * 64;
  const last = min(end * 64, columns);
  for (let row = 0; row < int(args, 4); row++) {
    for (let column = first; column < last; column++) store<f32>(pointer(args, 2) + (<usize>(row * columns + column) << 2), 0);
  }
  for (let row = 0; row < int(args, 3); row++) {
    const number = load<i32>(pointer(args, 1) + (<usize>row << 2));
    if (<u32>number >= <u32>int(args, 4)) continue;
    const from = pointer(args, 0) + (<usize>(row * columns) << 2);
    const to = pointer(args, 2) + (<usize>(number * columns) << 2);
    for (let column = first; column < last; column++) {
      const at = <usize>column << 2;
      store<f32>(to + at, load<f32>(to + at) + load<f32>(from + at));
    }
  }
}
