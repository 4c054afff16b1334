import { backend_util, type DataType, getKernel, type TensorInfo, util } from "@tensorflow/tfjs";
import type { SimdBackend } from "../simd-backend.ts";
import { BLOCK } from "./block.ts";
import type { KernelCall, SimdKernel } from "./simd-kernel.ts";
import { mapValues } from "./unary.ts";

/** Numbers of the operations, and of the types of results, in assembly/reduce.ts. */
const OPERATIONS = { sum: 0, product: 1, maximum: 2, minimum: 3 } as const;
const TYPES: Partial<Record<DataType, number>> = { float32: 0, int32: 1, bool: 2 };
/** Values of a part of an axis, and rows of a part where other axes follow; parts at most. */
const PART = 4096;
const PART_ROWS = 32;
const PARTS = 64;
/** Results of an item. */
const RESULTS = 64;

type Operation = keyof typeof OPERATIONS;

/** An array seen as [outer, length, inner], the middle axis to be reduced. */
interface View {
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
}

/** How the axes of a shape join to a {@link View}, if the reduced ones are neighbours. */
function viewOf(shape: readonly number[], axes: readonly number[]): View | undefined {
  const reduced = axes.filter((axis) => shape[axis] !== 1).toSorted((a, b) => a - b);
  const first = reduced[0] ?? shape.length;
  const last = reduced.at(-1) ?? shape.length - 1;
  for (let axis = first; axis <= last; axis++) if (shape[axis] !== 1 && !reduced.includes(axis)) return undefined;
  const size = (begin: number, end: number): number => util.sizeFromShape(shape.slice(begin, end));
  return { outer: size(0, first), length: size(first, last + 1), inner: size(last + 1, shape.length) };
}

/** Calls `use` with the array seen as a {@link View}, transposed first where need be. */
export function withView(backend: SimdBackend, x: TensorInfo, axes: number[], use: (x: TensorInfo, view: View) => void): void {
  const view = viewOf(x.shape, axes);
  if (view) return use(x, view);
  const perm = backend_util.getAxesPermutation(axes, x.shape.length)!;
  const moved = getKernel("Transpose", "simd").kernelFunc({ inputs: { x }, attrs: { perm }, backend }) as TensorInfo;
  const length = util.sizeFromShape(axes.map((axis) => x.shape[axis]!));
  use(moved, { outer: util.sizeFromShape(x.shape) / length, length, inner: 1 });
  backend.disposeIntermediateTensorInfo(moved);
}

/** Reduces a float32 or int32 tensor. */
function reduce(
  backend: SimdBackend,
  x: TensorInfo,
  axis: number | number[],
  keepDims: boolean,
  operation: Operation,
  dtype: DataType,
  mean = false,
): TensorInfo {
  const axes = util.parseAxisParam(axis, x.shape);
  const [kept] = backend_util.computeOutAndReduceShapes(x.shape, axes);
  const { info, address } = backend.output(keepDims ? backend_util.expandShapeToKeepDim(kept, axes) : kept, dtype);
  const results = util.sizeFromShape(kept);
  if (results === 0) return info;
  withView(backend, x, axes, (source, { outer, length, inner }) => {
    const part = inner === 1 ? PART : Math.max(PART_ROWS, Math.ceil(length / PARTS));
    const parts = Math.ceil(length / part);
    const room = Math.ceil(inner / 4) * 32;
    const from = backend.input(source);
    backend.scratch(outer * parts * room, (partial) => {
      const head = [from, partial, length, inner, part, parts, OPERATIONS[operation], source.dtype === "int32" ? 1 : 0];
      backend.run("reduceParts", head, [], outer * parts, Math.min(part, length) * Math.ceil(inner / 4) * (inner === 1 ? 0.5 : 2) + 8);
      const tail = [address, results, TYPES[dtype]!, RESULTS, mean ? length : 1];
      backend.run("reduceResults", [...head, ...tail], [], Math.ceil(results / RESULTS), RESULTS * (parts + 8));
    });
  });
  return info;
}

interface Attributes {
  readonly axis?: number | number[];
  readonly reductionIndices?: number | number[];
  readonly keepDims?: boolean;
}

/**
 * A reduction whose results are of the input's type. Empty axes and other types are left to the CPU kernel.
 */
function reduction(name: string, operation: Operation, types: readonly DataType[]): SimdKernel {
  const run = ({ inputs, attrs, backend, fallback }: KernelCall): TensorInfo | TensorInfo[] => {
    const { x } = inputs as Record<"x", TensorInfo>;
    const { axis, reductionIndices, keepDims = false } = attrs as Attributes;
    if (!types.includes(x.dtype) || util.sizeFromShape(x.shape) === 0) return fallback();
    return reduce(backend, x, axis ?? reductionIndices!, keepDims, operation, x.dtype);
  };
  return { name, run };
}

/** `Sum`, where flags are counted. */
const sum: SimdKernel = {
  name: "Sum",
  run({ inputs, attrs, backend, fallback }) {
    const { x } = inputs as Record<"x", TensorInfo>;
    const { axis, keepDims = false } = attrs as Attributes;
    if (!(x.dtype in TYPES) || util.sizeFromShape(x.shape) === 0) return fallback();
    if (x.dtype !== "bool") return reduce(backend, x, axis!, keepDims, "sum", x.dtype);
    const counts = mapValues(backend, "flagsToInts", x, "int32", [], BLOCK);
    const result = reduce(backend, counts, axis!, keepDims, "sum", "int32");
    backend.disposeIntermediateTensorInfo(counts);
    return result;
  },
};

const mean: SimdKernel = {
  name: "Mean",
  run({ inputs, attrs, backend, fallback }) {
    const { x } = inputs as Record<"x", TensorInfo>;
    const { axis, keepDims = false } = attrs as Attributes;
    if ((x.dtype !== "float32" && x.dtype !== "int32") || util.sizeFromShape(x.shape) === 0) return fallback();
    return reduce(backend, x, axis!, keepDims, "sum", "float32", true);
  },
};

/** `All` and `Any`: the smallest or the largest of flags. */
function logical(name: string, operation: Operation): SimdKernel {
  const run = ({ inputs, attrs, backend, fallback }: KernelCall): TensorInfo | TensorInfo[] => {
    const { x } = inputs as Record<"x", TensorInfo>;
    const { axis, keepDims = false } = attrs as Attributes;
    if (x.dtype !== "bool" || util.sizeFromShape(x.shape) === 0) return fallback();
    const flags = mapValues(backend, "flagsToInts", x, "int32", [], BLOCK);
    const result = reduce(backend, flags, axis!, keepDims, operation, "bool");
    backend.disposeIntermediateTensorInfo(flags);
    return result;
  };
  return { name, run };
}

/** `ArgMax` and `ArgMin`. */
function indexOf(name: string, smallest: number): SimdKernel {
  const run = ({ inputs, attrs, backend, fallback }: KernelCall): TensorInfo | TensorInfo[] => {
    const { x } = inputs as Record<"x", TensorInfo>;
    if ((x.dtype !== "float32" && x.dtype !== "int32") || util.sizeFromShape(x.shape) === 0) return fallback();
    const [axis] = util.parseAxisParam((attrs as Attributes).axis!, x.shape) as [number];
    const [kept] = backend_util.computeOutAndReduceShapes(x.shape, [axis]);
    const { info, address } = backend.output(kept, "int32");
    withView(backend, x, [axis], (source, { outer, length, inner }) => {
      const integers = [backend.input(source), address, length, inner, smallest, x.dtype === "int32" ? 1 : 0];
      backend.run("indexOfLargest", integers, [], outer, length * inner * 2);
    });
    return info;
  };
  return { name, run };
}

const softmax: SimdKernel = {
  name: "Softmax",
  run({ inputs, attrs, backend, fallback }) {
    const { logits } = inputs as Record<"logits", TensorInfo>;
    const { dim } = attrs as { dim: number };
    const rank = logits.shape.length;
    const size = util.sizeFromShape(logits.shape);
    if (logits.dtype !== "float32" || (dim !== -1 && dim !== rank - 1) || rank === 0 || size === 0) return fallback();
    const { info, address } = backend.output(logits.shape, "float32");
    const length = logits.shape.at(-1)!;
    backend.run("softmax", [backend.input(logits), address, length], [], size / length, length * 20);
    return info;
  },
};

const numbers: readonly DataType[] = ["float32", "int32"];

/** Kernels that reduce axes. */
export const reductionKernels: readonly SimdKernel[] = [
  sum,
  mean,
  softmax,
  logical("All", "minimum"),
  logical("Any", "maximum"),
  indexOf("ArgMax", 0),
  indexOf("ArgMin", 1),
  reduction("Max", "maximum", numbers),
  reduction("Min", "minimum", numbers),
  reduction("Prod", "product", ["float32"]),
];
