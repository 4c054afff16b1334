import { broadcast_util, type DataType, type TensorInfo, util } from "@tensorflow/tfjs";
import type { SimdBackend } from "../simd-backend.ts";
import { broadcastStrides, joinAxes } from "./axes.ts";
import { BLOCK } from "./block.ts";
import type { KernelCall, SimdKernel } from "./simd-kernel.ts";

/** Outer axes that the kernels can go through. */
const OUTER = 4;
/** Values of an item, about. */
const ITEM = 1024;

/** Strides and extents of `count` outer axes, those missing in front filled up. */
function fill(values: readonly number[], count: number, missing: number): number[] {
  return [...Array.from({ length: count - values.length }, () => missing), ...values];
}

/**
 * Whole arguments 3 to 20 of the kernels in assembly/binary.ts, or undefined where the arrays have too many
 * axes that do not join.
 */
function planRows(a: readonly number[], b: readonly number[], target: readonly number[], size: number): number[] | undefined {
  const axes = [broadcastStrides(a, target), broadcastStrides(b, target)];
  const { shape, strides } = joinAxes(target, axes);
  const [stepsA, stepsB] = strides as [number[], number[]];
  if (shape.length > OUTER + 1) return undefined;
  let inner = shape.pop() ?? 1;
  const stays = [stepsA.pop() ?? 0, stepsB.pop() ?? 0].map((step) => (step === 0 ? 1 : 0));
  if (shape.length === 0 && inner > ITEM) {
    // One long row is cut.
    shape.push(Math.ceil(inner / ITEM));
    stepsA.push(stays[0] ? 0 : ITEM);
    stepsB.push(stays[1] ? 0 : ITEM);
    inner = ITEM;
  }
  const rows = shape.reduce((product, extent) => product * extent, 1);
  const bytes = [stepsA, stepsB].flatMap((steps) => fill(steps, OUTER, 0).map((step) => step * 4));
  return [rows, inner, ...stays, size, Math.max(1, Math.floor(ITEM / inner)), ...fill(shape, OUTER, 1), ...bytes];
}

/**
 * Runs an element-wise kernel of two float32 or int32 tensors that broadcast; undefined where they do so in
 * too irregular a way.
 */
export function combine(backend: SimdBackend, kernel: string, a: TensorInfo, b: TensorInfo, dtype: DataType): TensorInfo | undefined {
  const shape = broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
  const size = util.sizeFromShape(shape);
  const plan = size === 0 ? [0, 1, 0, 0, 0, 1] : planRows(a.shape, b.shape, shape, size);
  if (plan === undefined) return undefined;
  const { info, address } = backend.output(shape, dtype);
  const [rows, inner, , , , group] = plan as [number, number, number, number, number, number];
  backend.run(kernel, [backend.input(a), backend.input(b), address, ...plan], [], Math.ceil(rows / group), group * (inner / 2 + 8));
  return info;
}

/** Names of the compiled kernels for float32 and int32. */
interface Kernels {
  readonly float32?: string;
  readonly int32?: string;
}

/** A kernel whose two inputs have those names. A result without `dtype` is of the inputs' type. */
function binary(name: string, kernels: Kernels, dtype?: DataType, first = "a", second = "b"): SimdKernel {
  const run = ({ inputs, backend, fallback }: KernelCall): TensorInfo | TensorInfo[] => {
    const [a, b] = [inputs[first]!, inputs[second]!];
    const kernel = a.dtype === b.dtype ? kernels[a.dtype as keyof Kernels] : undefined;
    return (kernel === undefined ? undefined : combine(backend, kernel, a, b, dtype ?? a.dtype)) ?? fallback();
  };
  return { name, run };
}

const arithmetic = (name: string, kernel: string): SimdKernel => binary(name, { float32: kernel, int32: `${kernel}Ints` });
const comparison = (name: string, kernel: string): SimdKernel => binary(name, { float32: kernel, int32: `${kernel}Ints` }, "bool");

/** A logical operation on flags of one shape. */
function logical(name: string, kernel: string): SimdKernel {
  const run = ({ inputs, backend, fallback }: KernelCall): TensorInfo | TensorInfo[] => {
    const { a, b } = inputs as Record<"a" | "b", TensorInfo>;
    if (a.dtype !== "bool" || b.dtype !== "bool" || a.shape.join() !== b.shape.join()) return fallback();
    const size = util.sizeFromShape(a.shape);
    const { info, address } = backend.output(a.shape, "bool");
    backend.run(kernel, [backend.input(a), backend.input(b), address, size], [], Math.ceil(size / BLOCK), BLOCK / 8);
    return info;
  };
  return { name, run };
}

/** Element-wise kernels of two tensors. */
export const binaryKernels: readonly SimdKernel[] = [
  arithmetic("Add", "add"),
  arithmetic("Sub", "subtract"),
  arithmetic("Maximum", "maximum"),
  arithmetic("Minimum", "minimum"),
  binary("Multiply", { float32: "multiply" }),
  binary("RealDiv", { float32: "divide" }),
  binary("SquaredDifference", { float32: "squaredDifference" }),
  binary("Prelu", { float32: "prelu" }, "float32", "x", "alpha"),
  binary("EluGrad", { float32: "eluGradient" }, "float32", "dy", "y"),
  comparison("Equal", "equal"),
  comparison("NotEqual", "notEqual"),
  comparison("Less", "less"),
  comparison("LessEqual", "lessEqual"),
  comparison("Greater", "greater"),
  comparison("GreaterEqual", "greaterEqual"),
  logical("LogicalAnd", "logicalAnd"),
  logical("LogicalOr", "logicalOr"),
];
