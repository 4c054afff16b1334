import { int, pointer } from "./lib/arguments";
import {
  ADD,
  ADD_INTS,
  DIVIDE,
  ELU_GRADIENT,
  EQUAL,
  EQUAL_INTS,
  GREATER,
  GREATER_EQUAL,
  GREATER_EQUAL_INTS,
  GREATER_INTS,
  LESS,
  LESS_EQUAL,
  LESS_EQUAL_INTS,
  LESS_INTS,
  MAXIMUM,
  MAXIMUM_INTS,
  MINIMUM,
  MINIMUM_INTS,
  MULTIPLY,
  NOT_EQUAL,
  NOT_EQUAL_INTS,
  PRELU,
  SQUARED_DIFFERENCE,
  SUBTRACT,
  SUBTRACT_INTS,
  combineRow,
} from "./lib/combine";

// Element-wise operations on two arrays that broadcast.
//
// The result is gone through in rows of `inner` values. Within a row an operand goes on value by value or
// stays; from row to row it moves by strides along up to four outer axes.
//
// ints: 0 a, 1 b, 2 target, 3 rows, 4 inner, 5 whether a stays within a row, 6 whether b does, 7 values in
// all, 8 rows per item,
//       9..12 outer axes, 13..16 strides of a in bytes, 17..20 strides of b. Items: groups of rows.

function combineRows(operation: i32, flags: bool, args: usize, begin: i32, end: i32): void {
  const inner = int(args, 4);
  const aStays = int(args, 5) != 0;
  const bStays = int(args, 6) != 0;
  let row = begin * int(args, 8);
  const last = min(end * int(args, 8), int(args, 3));
  let i3 = row % int(args, 12);
  let rest = row / int(args, 12);
  let i2 = rest % int(args, 11);
  rest /= int(args, 11);
  let i1 = rest % int(args, 10);
  let i0 = rest / int(args, 10);
  for (; row < last; row++) {
    const a = pointer(args, 0) + (i0 * int(args, 13) + i1 * int(args, 14) + i2 * int(args, 15) + i3 * int(args, 16));
    const b = pointer(args, 1) + (i0 * int(args, 17) + i1 * int(args, 18) + i2 * int(args, 19) + i3 * int(args, 20));
    const first = row * inner;
    const target = pointer(args, 2) + (flags ? first : first << 2);
    const count = min(inner, int(args, 7) - first);
    combineRow(operation, a, b, target, count, aStays, bStays);
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

export function add(args: usize, begin: i32, end: i32, _thread: i32): void {
  combineRows(ADD, false, args, begin, end);
}

export function subtract(args: usize, begin: i32, end: i32, _thread: i32): void {
  combineRows(SUBTRACT, false, args, begin, end);
}

export function multiply(args: usize, begin: i32, end: i32, _thread: i32): void {
  combineRows(MULTIPLY, false, args, begin, end);
}

export function divide(args: usize, begin: i32, end: i32, _thread: i32): void {
  combineRows(DIVIDE, false, args, begin, end);
}

export function maximum(args: usize, begin: i32, end: i32, _thread: i32): void {
  combineRows(MAXIMUM, false, args, begin, end);
}

export function minimum(args: usize, begin: i32, end: i32, _thread: i32): void {
  combineRows(MINIMUM, false, args, begin, end);
}

export function squaredDifference(args: usize, begin: i32, end: i32, _thread: i32): void {
  combineRows(SQUARED_DIFFERENCE, false, args, begin, end);
}

export function prelu(args: usize, begin: i32, end: i32, _thread: i32): void {
  combineRows(PRELU, false, args, begin, end);
}

export function eluGradient(args: usize, begin: i32, end: i32, _thread: i32): void {
  combineRows(ELU_GRADIENT, false, args, begin, end);
}

export function addInts(args: usize, begin: i32, end: i32, _thread: i32): void {
  combineRows(ADD_INTS, false, args, begin, end);
}

export function subtractInts(args: usize, begin: i32, end: i32, _thread: i32): void {
  combineRows(SUBTRACT_INTS, false, args, begin, end);
}

export function maximumInts(args: usize, begin: i32, end: i32, _thread: i32): void {
  combineRows(MAXIMUM_INTS, false, args, begin, end);
}

export function minimumInts(args: usize, begin: i32, end: i32, _thread: i32): void {
  combineRows(MINIMUM_INTS, false, args, begin, end);
}

export function equal(args: usize, begin: i32, end: i32, _thread: i32): void {
  combineRows(EQUAL, true, args, begin, end);
}

export function notEqual(args: usize, begin: i32, end: i32, _thread: i32): void {
  combineRows(NOT_EQUAL, true, args, begin, end);
}

export function less(args: usize, begin: i32, end: i32, _thread: i32): void {
  combineRows(LESS, true, args, begin, end);
}

export function lessEqual(args: usize, begin: i32, end: i32, _thread: i32): void {
  combineRows(LESS_EQUAL, true, args, begin, end);
}

export function greater(args: usize, begin: i32, end: i32, _thread: i32): void {
  combineRows(GREATER, true, args, begin, end);
}

export function greaterEqual(args: usize, begin: i32, end: i32, _thread: i32): void {
  combineRows(GREATER_EQUAL, true, args, begin, end);
}

export function equalInts(args: usize, begin: i32, end: i32, _thread: i32): void {
  combineRows(EQUAL_INTS, true, args, begin, end);
}

export function notEqualInts(args: usize, begin: i32, end: i32, _thread: i32): void {
  combineRows(NOT_EQUAL_INTS, true, args, begin, end);
}

export function lessInts(args: usize, begin: i32, end: i32, _thread: i32): void {
  combineRows(LESS_INTS, true, args, begin, end);
}

export function lessEqualInts(args: usize, begin: i32, end: i32, _thread: i32): void {
  combineRows(LESS_EQUAL_INTS, true, args, begin, end);
}

export function greaterInts(args: usize, begin: i32, end: i32, _thread: i32): void {
  combineRows(GREATER_INTS, true, args, begin, end);
}

export function greaterEqualInts(args: usize, begin: i32, end: i32, _thread: i32): void {
  combineRows(GREATER_EQUAL_INTS, true, args, begin, end);
}
