import { float, int, pointer } from "./lib/arguments";

/**
 * The better of two points per row; see core's FUSED.keepBest.
 *
 * ints: 0 points, 1 score, 2 met, 3 kept, 4 kept score, 5 first, 6 zeros, 7 zero or 0, 8 to 11 the new kept,
 * score, first and zeros, 12 bytes of a row, 13 whether the lowest counts even where not met. floats: 0
 * iteration. Items: rows.
 */
export function keepBest(args: usize, begin: i32, end: i32, _thread: i32): void {
  const bytes = pointer(args, 12);
  for (let row = begin; row < end; row++) {
    const at = <usize>row << 2;
    const score = load<f32>(pointer(args, 1) + at);
    const best = load<f32>(pointer(args, 4) + at);
    const first = load<f32>(pointer(args, 5) + at);
    const met = load<u8>(pointer(args, 2) + row) != 0;
    const seen = first >= 0;
    const take = seen ? score < best && (met || int(args, 13) != 0) : met;
    memory.copy(pointer(args, 8) + <usize>row * bytes, pointer(args, take ? 0 : 3) + <usize>row * bytes, bytes);
    store<f32>(pointer(args, 9) + at, take ? score : best);
    store<f32>(pointer(args, 10) + at, met && !seen ? float(args, 0) : first);
    const zero: f32 = pointer(args, 7) ? <f32>load<u8>(pointer(args, 7) + row) : 0;
    store<f32>(pointer(args, 11) + at, load<f32>(pointer(args, 6) + at) + zero);
  }
}

/**
 * Whether all values of a row are zero.
 *
 * ints: 0 x, 1 target (one byte a row), 2 values of a row. Items: rows.
 */
export function zeroRows(args: usize, begin: i32, end: i32, _thread: i32): void {
  const size = int(args, 2);
  for (let row = begin; row < end; row++) {
    const x = pointer(args, 0) + (<usize>row * <usize>size << 2);
    let i = 0;
    while (i + 4 <= size && !v128.any_true(f32x4.ne(v128.load(x + (<usize>i << 2)), f32x4.splat(0)))) i += 4;
    // A vector with another number in it is looked through once more.
    while (i < size && load<f32>(x + (<usize>i << 2)) == 0) i++;
    store<u8>(pointer(args, 1) + row, i >= size ? 1 : 0);
  }
}
