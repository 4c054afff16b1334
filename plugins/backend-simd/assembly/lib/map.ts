import { demotePair, exp, expm1, log, promoteHigh } from "./exponential";

/** Numbers of the operations; constants of the calls, so that the choice is made when compiling. */
export const NEGATE: i32 = 0;
export const ABSOLUTE: i32 = 1;
export const RELU: i32 = 2;
export const RELU6: i32 = 3;
export const LEAKY_RELU: i32 = 4;
export const STEP: i32 = 5;
export const CLIP: i32 = 6;
export const SQUARE: i32 = 7;
export const SQUARE_ROOT: i32 = 8;
export const INVERSE_SQUARE_ROOT: i32 = 9;
export const RECIPROCAL: i32 = 10;
export const SIGN: i32 = 11;
export const FLOOR: i32 = 12;
export const CEILING: i32 = 13;
export const ROUND: i32 = 14;
export const EXPONENTIAL: i32 = 15;
export const EXPONENTIAL_MINUS_ONE: i32 = 16;
export const LOGARITHM: i32 = 17;
export const SIGMOID: i32 = 18;
export const HYPERBOLIC_TANGENT: i32 = 19;
export const ELU: i32 = 20;
export const IS_NAN: i32 = 21;
export const IS_INFINITE: i32 = 22;
export const IS_FINITE: i32 = 23;

/** The operation on four floats, with parameters p and q; tests give all ones or all zeros. */
@inline
function map(operation: i32, x: v128, p: f32, q: f32): v128 {
  if (operation == NEGATE) return f32x4.neg(x);
  if (operation == ABSOLUTE) return f32x4.abs(x);
  if (operation == RELU) return f32x4.max(f32x4.splat(0), x);
  if (operation == RELU6) return f32x4.min(f32x4.max(f32x4.splat(0), x), f32x4.splat(6));
  if (operation == LEAKY_RELU) return v128.bitselect(f32x4.mul(x, f32x4.splat(p)), x, f32x4.lt(x, f32x4.splat(0)));
  if (operation == STEP) return v128.bitselect(v128.bitselect(f32x4.splat(1), f32x4.splat(p), f32x4.gt(x, f32x4.splat(0))), x, f32x4.eq(x, x));
  if (operation == CLIP) return v128.bitselect(f32x4.splat(q), v128.bitselect(f32x4.splat(p), x, f32x4.lt(x, f32x4.splat(p))), f32x4.gt(x, f32x4.splat(q)));
  if (operation == SQUARE) return f32x4.mul(x, x);
  if (operation == SQUARE_ROOT) return f32x4.sqrt(x);
  if (operation == INVERSE_SQUARE_ROOT) return f32x4.div(f32x4.splat(1), f32x4.sqrt(x));
  if (operation == RECIPROCAL) return f32x4.div(f32x4.splat(1), x);
  if (operation == SIGN) return v128.or(v128.and(f32x4.gt(x, f32x4.splat(0)), f32x4.splat(1)), v128.and(f32x4.lt(x, f32x4.splat(0)), f32x4.splat(-1)));
  if (operation == FLOOR) return f32x4.floor(x);
  if (operation == CEILING) return f32x4.ceil(x);
  if (operation == ROUND) return f32x4.nearest(x);
  if (operation == IS_NAN) return f32x4.ne(x, x);
  if (operation == IS_INFINITE) return f32x4.eq(f32x4.abs(x), f32x4.splat(Infinity));
  if (operation == IS_FINITE) return f32x4.lt(f32x4.abs(x), f32x4.splat(Infinity));
  return x;
}

/** The operation on two doubles. */
@inline
function mapDoubles(operation: i32, x: v128): v128 {
  if (operation == EXPONENTIAL) return exp(x);
  if (operation == EXPONENTIAL_MINUS_ONE) return expm1(x);
  if (operation == LOGARITHM) return log(x);
  if (operation == SIGMOID) return f64x2.div(f64x2.splat(1), f64x2.add(f64x2.splat(1), exp(f64x2.neg(x))));
  if (operation == HYPERBOLIC_TANGENT) return tanh(x);
  if (operation == ELU) return v128.bitselect(x, expm1(x), f64x2.ge(x, f64x2.splat(0)));
  return x;
}

/** tanh |x| = (1 - e) / (1 + e) with e = exp(-2|x|), then the sign of x. */
@inline
function tanh(x: v128): v128 {
  const less = expm1(f64x2.mul(f64x2.abs(x), f64x2.splat(-2)));
  const size = f64x2.div(f64x2.neg(less), f64x2.add(less, f64x2.splat(2)));
  return v128.bitselect(x, size, f64x2.splat(-0.0));
}

@inline
function mapFloatRow(operation: i32, from: usize, to: usize, count: i32, p: f32, q: f32): void {
  for (const end = to + (<usize>count << 2); to < end; to += 16) {
    v128.store(to, map(operation, v128.load(from), p, q));
    from += 16;
  }
}

/** In double precision, then rounded. */
@inline
function mapDoubleRow(operation: i32, from: usize, to: usize, count: i32): void {
  for (const end = to + (<usize>count << 2); to < end; to += 16) {
    const x = v128.load(from);
    v128.store(to, demotePair(mapDoubles(operation, f64x2.promote_low_f32x4(x)), mapDoubles(operation, promoteHigh(x))));
    from += 16;
  }
}

/** To flags, one byte a value. */
@inline
function testRow(operation: i32, from: usize, to: usize, count: i32): void {
  for (const end = to + count; to < end; to += 4) {
    const mask = map(operation, v128.load(from), 0, 0);
    const words = i16x8.narrow_i32x4_s(mask, mask);
    v128.store_lane<i32>(to, v128.and(i8x16.narrow_i16x8_s(words, words), i8x16.splat(1)), 0);
    from += 16;
  }
}

/** The operation of that number on `count` values; up to three more are written. */
export function mapRow(operation: i32, from: usize, to: usize, count: i32, p: f32, q: f32): void {
  switch (operation) {
    case NEGATE:
      return mapFloatRow(NEGATE, from, to, count, p, q);
    case ABSOLUTE:
      return mapFloatRow(ABSOLUTE, from, to, count, p, q);
    case RELU:
      return mapFloatRow(RELU, from, to, count, p, q);
    case RELU6:
      return mapFloatRow(RELU6, from, to, count, p, q);
    case LEAKY_RELU:
      return mapFloatRow(LEAKY_RELU, from, to, count, p, q);
    case STEP:
      return mapFloatRow(STEP, from, to, count, p, q);
    case CLIP:
      return mapFloatRow(CLIP, from, to, count, p, q);
    case SQUARE:
      return mapFloatRow(SQUARE, from, to, count, p, q);
    case SQUARE_ROOT:
      return mapFloatRow(SQUARE_ROOT, from, to, count, p, q);
    case INVERSE_SQUARE_ROOT:
      return mapFloatRow(INVERSE_SQUARE_ROOT, from, to, count, p, q);
    case RECIPROCAL:
      return mapFloatRow(RECIPROCAL, from, to, count, p, q);
    case SIGN:
      return mapFloatRow(SIGN, from, to, count, p, q);
    case FLOOR:
      return mapFloatRow(FLOOR, from, to, count, p, q);
    case CEILING:
      return mapFloatRow(CEILING, from, to, count, p, q);
    case ROUND:
      return mapFloatRow(ROUND, from, to, count, p, q);
    case EXPONENTIAL:
      return mapDoubleRow(EXPONENTIAL, from, to, count);
    case EXPONENTIAL_MINUS_ONE:
      return mapDoubleRow(EXPONENTIAL_MINUS_ONE, from, to, count);
    case LOGARITHM:
      return mapDoubleRow(LOGARITHM, from, to, count);
    case SIGMOID:
      return mapDoubleRow(SIGMOID, from, to, count);
    case HYPERBOLIC_TANGENT:
      return mapDoubleRow(HYPERBOLIC_TANGENT, from, to, count);
    case ELU:
      return mapDoubleRow(ELU, from, to, count);
    case IS_NAN:
      return testRow(IS_NAN, from, to, count);
    case IS_INFINITE:
      return testRow(IS_INFINITE, from, to, count);
    case IS_FINITE:
      return testRow(IS_FINITE, from, to, count);
  }
}
