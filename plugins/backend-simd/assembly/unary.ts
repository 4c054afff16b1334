import { float, int, pointer } from "./lib/arguments";
import { BLOCK } from "./lib/block";
import {
  ABSOLUTE,
  CEILING,
  CLIP,
  ELU,
  EXPONENTIAL,
  EXPONENTIAL_MINUS_ONE,
  FLOOR,
  HYPERBOLIC_TANGENT,
  INVERSE_SQUARE_ROOT,
  IS_FINITE,
  IS_INFINITE,
  IS_NAN,
  LEAKY_RELU,
  LOGARITHM,
  NEGATE,
  RECIPROCAL,
  RELU,
  RELU6,
  ROUND,
  SIGMOID,
  SIGN,
  SQUARE,
  SQUARE_ROOT,
  STEP,
  mapRow,
} from "./lib/map";

// Element-wise operations on one array of floats.
//
// ints: source, target, size. floats: p, q. Items: blocks of values.

function mapBlocks(operation: i32, args: usize, begin: i32, end: i32): void {
  const last = min(end * BLOCK, int(args, 2));
  // Flags take a byte, all other results four.
  const shift = operation >= IS_NAN ? 0 : 2;
  for (let i = begin * BLOCK; i < last; i += BLOCK) {
    const from = pointer(args, 0) + (<usize>i << 2);
    mapRow(operation, from, pointer(args, 1) + (<usize>i << shift), min(BLOCK, last - i), float(args, 0), float(args, 1));
  }
}

export function negate(args: usize, begin: i32, end: i32, _thread: i32): void {
  mapBlocks(NEGATE, args, begin, end);
}

export function absolute(args: usize, begin: i32, end: i32, _thread: i32): void {
  mapBlocks(ABSOLUTE, args, begin, end);
}

export function relu(args: usize, begin: i32, end: i32, _thread: i32): void {
  mapBlocks(RELU, args, begin, end);
}

export function relu6(args: usize, begin: i32, end: i32, _thread: i32): void {
  mapBlocks(RELU6, args, begin, end);
}

export function leakyRelu(args: usize, begin: i32, end: i32, _thread: i32): void {
  mapBlocks(LEAKY_RELU, args, begin, end);
}

export function step(args: usize, begin: i32, end: i32, _thread: i32): void {
  mapBlocks(STEP, args, begin, end);
}

export function clip(args: usize, begin: i32, end: i32, _thread: i32): void {
  mapBlocks(CLIP, args, begin, end);
}

export function square(args: usize, begin: i32, end: i32, _thread: i32): void {
  mapBlocks(SQUARE, args, begin, end);
}

export function squareRoot(args: usize, begin: i32, end: i32, _thread: i32): void {
  mapBlocks(SQUARE_ROOT, args, begin, end);
}

export function inverseSquareRoot(args: usize, begin: i32, end: i32, _thread: i32): void {
  mapBlocks(INVERSE_SQUARE_ROOT, args, begin, end);
}

export function reciprocal(args: usize, begin: i32, end: i32, _thread: i32): void {
  mapBlocks(RECIPROCAL, args, begin, end);
}

export function sign(args: usize, begin: i32, end: i32, _thread: i32): void {
  mapBlocks(SIGN, args, begin, end);
}

export function floor(args: usize, begin: i32, end: i32, _thread: i32): void {
  mapBlocks(FLOOR, args, begin, end);
}

export function ceiling(args: usize, begin: i32, end: i32, _thread: i32): void {
  mapBlocks(CEILING, args, begin, end);
}

export function round(args: usize, begin: i32, end: i32, _thread: i32): void {
  mapBlocks(ROUND, args, begin, end);
}

export function exponential(args: usize, begin: i32, end: i32, _thread: i32): void {
  mapBlocks(EXPONENTIAL, args, begin, end);
}

export function exponentialMinusOne(args: usize, begin: i32, end: i32, _thread: i32): void {
  mapBlocks(EXPONENTIAL_MINUS_ONE, args, begin, end);
}

export function logarithm(args: usize, begin: i32, end: i32, _thread: i32): void {
  mapBlocks(LOGARITHM, args, begin, end);
}

export function sigmoid(args: usize, begin: i32, end: i32, _thread: i32): void {
  mapBlocks(SIGMOID, args, begin, end);
}

export function hyperbolicTangent(args: usize, begin: i32, end: i32, _thread: i32): void {
  mapBlocks(HYPERBOLIC_TANGENT, args, begin, end);
}

export function elu(args: usize, begin: i32, end: i32, _thread: i32): void {
  mapBlocks(ELU, args, begin, end);
}

export function isNan(args: usize, begin: i32, end: i32, _thread: i32): void {
  mapBlocks(IS_NAN, args, begin, end);
}

export function isInfinite(args: usize, begin: i32, end: i32, _thread: i32): void {
  mapBlocks(IS_INFINITE, args, begin, end);
}

export function isFinite(args: usize, begin: i32, end: i32, _thread: i32): void {
  mapBlocks(IS_FINITE, args, begin, end);
}
