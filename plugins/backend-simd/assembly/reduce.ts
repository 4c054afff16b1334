import { int, pointer } from "./lib/arguments";
import { exp, promoteHigh } from "./lib/exponential";

// Reductions of an array [outer, length, inner] along its middle axis, in double precision. The axis is cut
// into parts by its length alone; a part's results lie as doubles in [outer][part][inner rounded up to 4],
// and are then combined in order.
//
// ints: 0 source, 1 partial results, 2 length, 3 inner, 4 length of a part, 5 parts, 6 operation, 7 whether
// the source holds int32. Items: (outer, part), the part running fastest.

const SUM: i32 = 0;
const PRODUCT: i32 = 1;
const MAXIMUM: i32 = 2;

@inline
function neutral(operation: i32): v128 {
  if (operation == SUM) return f64x2.splat(0);
  if (operation == PRODUCT) return f64x2.splat(1);
  return f64x2.splat(operation == MAXIMUM ? -Infinity : Infinity);
}

@inline
function join(operation: i32, a: v128, b: v128): v128 {
  if (operation == SUM) return f64x2.add(a, b);
  if (operation == PRODUCT) return f64x2.mul(a, b);
  return operation == MAXIMUM ? f64x2.max(a, b) : f64x2.min(a, b);
}

@inline
function lowDoubles(value: v128, ints: bool): v128 {
  return ints ? f64x2.convert_low_i32x4_s(value) : f64x2.promote_low_f32x4(value);
}

@inline
function highDoubles(value: v128, ints: bool): v128 {
  return ints ? f64x2.convert_low_i32x4_s(i64x2.shuffle(value, value, 1, 0)) : promoteHigh(value);
}

/** Along neighbours: the axis is the last. */
@inline
function reduceRun(operation: i32, from: usize, to: usize, count: i32, ints: bool): void {
  let a = neutral(operation);
  let b = a;
  let left = count;
  for (; left >= 4; left -= 4) {
    const value = v128.load(from);
    a = join(operation, a, lowDoubles(value, ints));
    b = join(operation, b, highDoubles(value, ints));
    from += 16;
  }
  a = join(operation, a, b);
  a = join(operation, a, i64x2.shuffle(a, a, 1, 0));
  for (; left > 0; left--) {
    a = join(operation, a, lowDoubles(v128.load32_splat(from), ints));
    from += 4;
  }
  v128.store64_lane(to, a, 0);
}

/** Across rows of `inner` values. */
@inline
function reduceColumns(operation: i32, from: usize, to: usize, count: i32, inner: i32, ints: bool): void {
  const step = <usize>inner << 2;
  for (let column = 0; column < inner; column += 4) {
    let at = from + (<usize>column << 2);
    let a = neutral(operation);
    let b = a;
    for (let row = 0; row < count; row++) {
      const value = v128.load(at);
      a = join(operation, a, lowDoubles(value, ints));
      b = join(operation, b, highDoubles(value, ints));
      at += step;
    }
    v128.store(to, a);
    v128.store(to, b, 16);
    to += 32;
  }
}

@inline
function reducePart(operation: i32, from: usize, to: usize, count: i32, inner: i32, ints: bool): void {
  if (inner == 1) reduceRun(operation, from, to, count, ints);
  else reduceColumns(operation, from, to, count, inner, ints);
}

export function reduceParts(args: usize, begin: i32, end: i32, _thread: i32): void {
  const inner = int(args, 3);
  const length = int(args, 2);
  const parts = int(args, 5);
  const ints = int(args, 7) != 0;
  const width = <usize>(inner + 3 & -4) << 3;
  for (let item = begin; item < end; item++) {
    const first = item % parts * int(args, 4);
    const count = min(int(args, 4), length - first);
    const from = pointer(args, 0) + (<usize>(item / parts * length + first) * <usize>inner << 2);
    const to = pointer(args, 1) + <usize>item * width;
    switch (int(args, 6)) {
      case SUM:
        reducePart(SUM, from, to, count, inner, ints);
        break;
      case PRODUCT:
        reducePart(PRODUCT, from, to, count, inner, ints);
        break;
      case MAXIMUM:
        reducePart(MAXIMUM, from, to, count, inner, ints);
        break;
      default:
        reducePart(3, from, to, count, inner, ints);
    }
  }
}

/**
 * Combines the partial results and stores them.
 *
 * ints: as above, then 8 target, 9 results in all, 10 the target's type (0 float32, 1 int32, 2 bool), 11
 * results per item, 12 divisor. Items: groups of results.
 */
export function reduceResults(args: usize, begin: i32, end: i32, _thread: i32): void {
  const inner = int(args, 3);
  const parts = int(args, 5);
  const width = <usize>(inner + 3 & -4) << 3;
  const operation = int(args, 6);
  const last = min(end * int(args, 11), int(args, 9));
  for (let i = begin * int(args, 11); i < last; i++) {
    let from = pointer(args, 1) + <usize>(i / inner * parts) * width + (<usize>(i % inner) << 3);
    let value = v128.load64_splat(from);
    for (let part = 1; part < parts; part++) {
      from += width;
      const next = v128.load64_splat(from);
      if (operation == SUM) value = f64x2.add(value, next);
      else if (operation == PRODUCT) value = f64x2.mul(value, next);
      else value = operation == MAXIMUM ? f64x2.max(value, next) : f64x2.min(value, next);
    }
    const result = f64x2.extract_lane(value, 0);
    if (int(args, 10) == 0) store<f32>(pointer(args, 8) + (<usize>i << 2), <f32>(result / <f64>int(args, 12)));
    else if (int(args, 10) == 1) store<i32>(pointer(args, 8) + (<usize>i << 2), <i32>(<i64>result));
    else store<u8>(pointer(args, 8) + i, result == 0 ? 0 : 1);
  }
}

/**
 * The first index of the largest (or smallest) value along the middle axis; a NaN at the start stays, later
 * ones are passed over.
 *
 * ints: source, target, length, inner, whether smallest, whether the source holds int32. Items: outer.
 */
export function indexOfLargest(args: usize, begin: i32, end: i32, _thread: i32): void {
  const length = int(args, 2);
  const inner = int(args, 3);
  const step = <usize>inner << 2;
  const ints = int(args, 5) != 0;
  const sign: f64 = int(args, 4) ? -1 : 1;
  for (let outer = begin; outer < end; outer++) {
    for (let i = 0; i < inner; i++) {
      let from = pointer(args, 0) + (<usize>outer * <usize>length * step) + (<usize>i << 2);
      let best: f64 = 0;
      let index = 0;
      for (let k = 0; k < length; k++) {
        const value = sign * (ints ? <f64>load<i32>(from) : <f64>load<f32>(from));
        if (k == 0 || value > best) {
          best = value;
          index = k;
        }
        from += step;
      }
      store<i32>(pointer(args, 1) + (<usize>(outer * inner + i) << 2), index);
    }
  }
}

/**
 * Softmax of rows.
 *
 * ints: source, target, length. Items: rows.
 */
export function softmax(args: usize, begin: i32, end: i32, _thread: i32): void {
  const length = int(args, 2);
  for (let row = begin; row < end; row++) {
    const from = pointer(args, 0) + (<usize>(row * length) << 2);
    const to = pointer(args, 1) + (<usize>(row * length) << 2);
    let largest: f32 = -Infinity;
    for (let i = 0; i < length; i++) largest = max(largest, load<f32>(from + (<usize>i << 2)));
    const top = f64x2.splat(<f64>largest);
    let sum: f64 = 0;
    for (let i = 0; i < length; i += 2) {
      const values = exp(f64x2.sub(f64x2.promote_low_f32x4(v128.load64_zero(from + (<usize>i << 2))), top));
      store<f32>(to + (<usize>i << 2), <f32>f64x2.extract_lane(values, 0));
      sum += f64x2.extract_lane(values, 0);
      if (i + 1 < length) {
        store<f32>(to + (<usize>i << 2), <f32>f64x2.extract_lane(values, 1), 4);
        sum += f64x2.extract_lane(values, 1);
      }
    }
    for (let i = 0; i < length; i++) store<f32>(to + (<usize>i << 2), <f32>(<f64>load<f32>(to + (<usize>i << 2)) / sum));
  }
}
