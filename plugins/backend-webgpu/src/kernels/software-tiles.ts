import type { TensorInfo } from "@tensorflow/tfjs";
import type { GuardedBackend } from "../guarded-backend.ts";
import { runProgram, type Program } from "./program.ts";

/**
 * Rows and columns of the result that one invocation computes. A load costs as much as some twenty products
 * on a software adapter.
 */
const SIDE = 8;

/**
 * Sums of products a · b, as convolutions and products of matrices are made of: `result[part, row, column] =
 * Σ a[…] · b[…]` over two outer loops and an inner one. Starts, steps and counts are in numbers of the flat
 * tensors.
 */
export interface Sums {
  /** Unique; names the compiled pipeline. */
  readonly name: string;
  /** Uniforms that {@link functions} use, beside those of {@link Steps}. */
  readonly uniforms: Readonly<Record<string, "i32">>;
  /**
   * WGSL: `rowStart(row, part)`, where a row starts in a; `columnStart(part)`, where the first column starts
   * in b; `outer(part)`, the counts of both outer loops as a `vec2<i32>`; `place(row, part)`, where a row of
   * the result starts, or −1 where it is none.
   */
  readonly functions: string;
}

/** How far one goes in a and b from one turn of a loop to the next, and how often. */
export interface Steps {
  readonly rows: number;
  readonly columns: number;
  readonly parts: number;
  /** Turns of the inner loop. */
  readonly inner: number;
  readonly aFirst: number;
  readonly aSecond: number;
  readonly aInner: number;
  readonly bFirst: number;
  readonly bSecond: number;
  readonly bInner: number;
  /** From one column to the next. */
  readonly bColumn: number;
}

const STEPS = ["rows", "columns", "parts", "inner", "aFirst", "aSecond", "aInner", "bFirst", "bSecond", "bInner", "bColumn"] as const;

/** What follows the sums. */
export interface Epilogue {
  /** Added, one per column. */
  readonly bias: TensorInfo | undefined;
  readonly relu: boolean;
}

const NONE: Epilogue = { bias: undefined, relu: false };

/** Computes {@link Sums} in square tiles held in registers, without barriers. */
export function runTiles(
  backend: GuardedBackend,
  sums: Sums,
  [a, b]: readonly [TensorInfo, TensorInfo],
  values: Steps & Readonly<Record<string, number>>,
  shape: readonly number[],
  { bias, relu }: Epilogue = NONE,
): TensorInfo {
  const invocations = values.parts * Math.ceil(values.rows / SIDE) * Math.ceil(values.columns / SIDE);
  const program = programOf(sums, values.inner % 2 === 0 ? 2 : 1, bias !== undefined);
  return runProgram(backend, program, bias ? [a, b, bias] : [a, b], { ...values, relu: relu ? 1 : 0 }, shape, invocations);
}

/** How many invocations {@link runTiles} takes for one part. */
export function tilesOf(rows: number, columns: number): number {
  return Math.ceil(rows / SIDE) * Math.ceil(columns / SIDE);
}

const programs = new Map<string, Program>();

function programOf(sums: Sums, unrolled: number, bias: boolean): Program {
  const name = `${sums.name} in tiles${unrolled > 1 ? `, unrolled ${unrolled} times` : ""}${bias ? ", with bias" : ""}`;
  const made = programs.get(name) ?? {
    name,
    inputs: bias ? ["a", "b", "bias"] : ["a", "b"],
    uniforms: { ...Object.fromEntries(STEPS.map((step) => [step, "i32"] as const)), ...sums.uniforms, relu: "i32" as const },
    code: codeOf(sums.functions, unrolled, bias),
  };
  programs.set(name, made);
  return made;
}

/**
 * Rows and columns beyond the last repeat it and are not stored. Every number of the tile is a variable of
 * its own, so that it may stay in a register.
 */
function codeOf(functions: string, unrolled: number, bias: boolean): string {
  const lines = (length: number, line: (i: number) => string): string => Array.from({ length }, (_, i) => line(i)).join("\n");
  const product = (j: number): string => Array.from({ length: unrolled }, (_, k) => `a${k} * b${k}x${j}`).join(" + ");
  return `${functions}
fn main(index : i32) {
  let tileColumns = (uniforms.columns + ${SIDE - 1}) / ${SIDE};
  let tileRows = (uniforms.rows + ${SIDE - 1}) / ${SIDE};
  let column = (index % tileColumns) * ${SIDE};
  let row = ((index / tileColumns) % tileRows) * ${SIDE};
  let part = index / (tileColumns * tileRows);
  if (part >= uniforms.parts) { return; }
${lines(SIDE, (i) => `  let row${i} = rowStart(min(row + ${i}, uniforms.rows - 1), part);`)}
${lines(SIDE, (j) => `  let column${j} = columnStart(part) + min(column + ${j}, uniforms.columns - 1) * uniforms.bColumn;`)}
${lines(SIDE * SIDE, (n) => `  var sum${n} = 0.0;`)}
  let turns = outer(part);
  for (var first = 0; first < turns.x; first = first + 1) {
    for (var second = 0; second < turns.y; second = second + 1) {
      var inA = first * uniforms.aFirst + second * uniforms.aSecond;
      var inB = first * uniforms.bFirst + second * uniforms.bSecond;
      for (var k = 0; k < uniforms.inner; k = k + ${unrolled}) {
${lines(unrolled * SIDE, (n) => `        let b${Math.floor(n / SIDE)}x${n % SIDE} = b[inB + ${Math.floor(n / SIDE)} * uniforms.bInner + column${n % SIDE}];`)}
${lines(
  SIDE,
  (i) => `        {
${lines(unrolled, (k) => `          let a${k} = a[inA + ${k} * uniforms.aInner + row${i}];`)}
${lines(SIDE, (j) => `          sum${i * SIDE + j} = sum${i * SIDE + j} + ${product(j)};`)}
        }`,
)}
        inA = inA + ${unrolled} * uniforms.aInner;
        inB = inB + ${unrolled} * uniforms.bInner;
      }
    }
  }
${lines(
  SIDE,
  (i) => `  if (row + ${i} < uniforms.rows) {
    let at = place(row + ${i}, part);
    if (at >= 0) {
${lines(SIDE, (j) => `      if (column + ${j} < uniforms.columns) { store(at, column + ${j}, sum${i * SIDE + j}); }`)}
    }
  }`,
)}
}

fn store(at : i32, column : i32, sum : f32) {
  let value = sum${bias ? " + bias[column]" : ""};
  setOutputAtIndex(at + column, select(value, max(value, 0.0), uniforms.relu == 1));
}`;
}
