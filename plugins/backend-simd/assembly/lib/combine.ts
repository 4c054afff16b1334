import { storeLanes } from "./lanes";

/** Numbers of the operations; constants of the calls, so that the choice is made when compiling. */
export const ADD: i32 = 0;
export const SUBTRACT: i32 = 1;
export const MULTIPLY: i32 = 2;
export const DIVIDE: i32 = 3;
export const MAXIMUM: i32 = 4;
export const MINIMUM: i32 = 5;
export const SQUARED_DIFFERENCE: i32 = 6;
export const PRELU: i32 = 7;
export const ELU_GRADIENT: i32 = 8;
export const ADD_INTS: i32 = 9;
export const SUBTRACT_INTS: i32 = 10;
export const MAXIMUM_INTS: i32 = 11;
export const MINIMUM_INTS: i32 = 12;
export const EQUAL: i32 = 13;
export const NOT_EQUAL: i32 = 14;
export const LESS: i32 = 15;
export const LESS_EQUAL: i32 = 16;
export const GREATER: i32 = 17;
export const GREATER_EQUAL: i32 = 18;
export const EQUAL_INTS: i32 = 19;
export const NOT_EQUAL_INTS: i32 = 20;
export const LESS_INTS: i32 = 21;
export const LESS_EQUAL_INTS: i32 = 22;
export const GREATER_INTS: i32 = 23;
export const GREATER_EQUAL_INTS: i32 = 24;

/** The operation on four lanes; comparisons give all ones or all zeros. */
@inline
function combine(operation: i32, a: v128, b: v128): v128 {
  if (operation == ADD) return f32x4.add(a, b);
  if (operation == SUBTRACT) return f32x4.sub(a, b);
  if (operation == MULTIPLY) return f32x4.mul(a, b);
  if (operation == DIVIDE) return f32x4.div(a, b);
  if (operation == MAXIMUM) return f32x4.max(a, b);
  if (operation == MINIMUM) return f32x4.min(a, b);
  if (operation == SQUARED_DIFFERENCE) return f32x4.mul(f32x4.sub(a, b), f32x4.sub(a, b));
  if (operation == PRELU) return v128.bitselect(f32x4.mul(a, b), a, f32x4.lt(a, f32x4.splat(0)));
  if (operation == ELU_GRADIENT) return v128.bitselect(a, f32x4.mul(a, f32x4.add(b, f32x4.splat(1))), f32x4.ge(b, f32x4.splat(0)));
  if (operation == ADD_INTS) return i32x4.add(a, b);
  if (operation == SUBTRACT_INTS) return i32x4.sub(a, b);
  if (operation == MAXIMUM_INTS) return i32x4.max_s(a, b);
  if (operation == MINIMUM_INTS) return i32x4.min_s(a, b);
  if (operation == EQUAL) return f32x4.eq(a, b);
  if (operation == NOT_EQUAL) return f32x4.ne(a, b);
  if (operation == LESS) return f32x4.lt(a, b);
  if (operation == LESS_EQUAL) return f32x4.le(a, b);
  if (operation == GREATER) return f32x4.gt(a, b);
  if (operation == GREATER_EQUAL) return f32x4.ge(a, b);
  if (operation == EQUAL_INTS) return i32x4.eq(a, b);
  if (operation == NOT_EQUAL_INTS) return i32x4.ne(a, b);
  if (operation == LESS_INTS) return i32x4.lt_s(a, b);
  if (operation == LESS_EQUAL_INTS) return i32x4.le_s(a, b);
  if (operation == GREATER_INTS) return i32x4.gt_s(a, b);
  if (operation == GREATER_EQUAL_INTS) return i32x4.ge_s(a, b);
  return a;
}

/** Stores the first `count` of four masks as bytes 0 and 1. */
@inline
function storeFlags(address: usize, mask: v128, count: i32): void {
  const words = i16x8.narrow_i32x4_s(mask, mask);
  const flags = v128.and(i8x16.narrow_i16x8_s(words, words), i8x16.splat(1));
  if (count >= 4) {
    v128.store_lane<i32>(address, flags, 0);
    return;
  }
  v128.store_lane<i8>(address, flags, 0);
  if (count > 1) v128.store_lane<i8>(address, flags, 1, 1);
  if (count > 2) v128.store_lane<i8>(address, flags, 2, 2);
}

/**
 * One row; an operand stays or goes on value by value. `flags`: the result is of type bool, one byte a value.
 */
@inline
function combineValues(operation: i32, flags: bool, a: usize, b: usize, target: usize, count: i32, aStays: bool, bStays: bool): void {
  const stepA: usize = aStays ? 0 : 16;
  const stepB: usize = bStays ? 0 : 16;
  const splatA = v128.load32_splat(a);
  const splatB = v128.load32_splat(b);
  for (let left = count; left > 0; left -= 4) {
    const value = combine(operation, aStays ? splatA : v128.load(a), bStays ? splatB : v128.load(b));
    a += stepA;
    b += stepB;
    if (flags) {
      storeFlags(target, value, left);
      target += 4;
    } else {
      storeLanes(target, value, left);
      target += 16;
    }
  }
}

/** One row of the operation of that number. */
export function combineRow(operation: i32, a: usize, b: usize, target: usize, count: i32, aStays: bool, bStays: bool): void {
  switch (operation) {
    case ADD:
      return combineValues(ADD, false, a, b, target, count, aStays, bStays);
    case SUBTRACT:
      return combineValues(SUBTRACT, false, a, b, target, count, aStays, bStays);
    case MULTIPLY:
      return combineValues(MULTIPLY, false, a, b, target, count, aStays, bStays);
    case DIVIDE:
      return combineValues(DIVIDE, false, a, b, target, count, aStays, bStays);
    case MAXIMUM:
      return combineValues(MAXIMUM, false, a, b, target, count, aStays, bStays);
    case MINIMUM:
      return combineValues(MINIMUM, false, a, b, target, count, aStays, bStays);
    case SQUARED_DIFFERENCE:
      return combineValues(SQUARED_DIFFERENCE, false, a, b, target, count, aStays, bStays);
    case PRELU:
      return combineValues(PRELU, false, a, b, target, count, aStays, bStays);
    case ELU_GRADIENT:
      return combineValues(ELU_GRADIENT, false, a, b, target, count, aStays, bStays);
    case ADD_INTS:
      return combineValues(ADD_INTS, false, a, b, target, count, aStays, bStays);
    case SUBTRACT_INTS:
      return combineValues(SUBTRACT_INTS, false, a, b, target, count, aStays, bStays);
    case MAXIMUM_INTS:
      return combineValues(MAXIMUM_INTS, false, a, b, target, count, aStays, bStays);
    case MINIMUM_INTS:
      return combineValues(MINIMUM_INTS, false, a, b, target, count, aStays, bStays);
    case EQUAL:
      return combineValues(EQUAL, true, a, b, target, count, aStays, bStays);
    case NOT_EQUAL:
      return combineValues(NOT_EQUAL, true, a, b, target, count, aStays, bStays);
    case LESS:
      return combineValues(LESS, true, a, b, target, count, aStays, bStays);
    case LESS_EQUAL:
      return combineValues(LESS_EQUAL, true, a, b, target, count, aStays, bStays);
    case GREATER:
      return combineValues(GREATER, true, a, b, target, count, aStays, bStays);
    case GREATER_EQUAL:
      return combineValues(GREATER_EQUAL, true, a, b, target, count, aStays, bStays);
    case EQUAL_INTS:
      return combineValues(EQUAL_INTS, true, a, b, target, count, aStays, bStays);
    case NOT_EQUAL_INTS:
      return combineValues(NOT_EQUAL_INTS, true, a, b, target, count, aStays, bStays);
    case LESS_INTS:
      return combineValues(LESS_INTS, true, a, b, target, count, aStays, bStays);
    case LESS_EQUAL_INTS:
      return combineValues(LESS_EQUAL_INTS, true, a, b, target, count, aStays, bStays);
    case GREATER_INTS:
      return combineValues(GREATER_INTS, true, a, b, target, count, aStays, bStays);
    case GREATER_EQUAL_INTS:
      return combineValues(GREATER_EQUAL_INTS, true, a, b, target, count, aStays, bStays);
  }
}
