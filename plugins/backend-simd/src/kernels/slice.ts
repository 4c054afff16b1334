import { slice_util, type TensorInfo, util } from "@tensorflow/tfjs";
import type { SimdBackend } from "../simd-backend.ts";
import { stridesOf } from "./axes.ts";
import { bytesOf, canCopy, copyAxes } from "./copy-axes.ts";
import type { KernelCall, SimdKernel } from "./simd-kernel.ts";

/**
 * The values from `begin` on in steps of `steps` along each axis, as many as `size` says; undefined where
 * that is too irregular.
 */
function cut(
  backend: SimdBackend,
  x: TensorInfo,
  begin: readonly number[],
  steps: readonly number[],
  size: readonly number[],
  shape: number[],
): TensorInfo | undefined {
  const bytes = bytesOf(x.dtype);
  const own = stridesOf(x.shape);
  const strides = own.map((stride, axis) => stride * steps[axis]!);
  if (bytes === undefined || !canCopy(size, strides, stridesOf(size))) return undefined;
  const { info, address } = backend.output(shape, x.dtype);
  const offset = begin.reduce((sum, first, axis) => sum + first * own[axis]!, 0);
  copyAxes(backend, size, { address: backend.input(x) + offset * bytes, strides }, { address, strides: stridesOf(size) }, bytes);
  return info;
}

const ones = (rank: number): number[] => Array.from({ length: rank }, () => 1);

const slice: SimdKernel = {
  name: "Slice",
  run({ inputs, attrs, backend, fallback }) {
    const { x } = inputs as Record<"x", TensorInfo>;
    const { begin, size } = attrs as { begin: number | number[]; size: number | number[] };
    const [first, extents] = slice_util.parseSliceParams(x, begin, size);
    slice_util.assertParamsValid(x, first!, extents!);
    return cut(backend, x, first!, ones(first!.length), extents!, extents!) ?? fallback();
  },
};

const stridedSlice: SimdKernel = {
  name: "StridedSlice",
  run({ inputs, attrs, backend, fallback }: KernelCall): TensorInfo | TensorInfo[] {
    const { x } = inputs as Record<"x", TensorInfo>;
    const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attrs as Record<string, never>;
    const info = slice_util.sliceInfo(x.shape, begin!, end!, strides!, beginMask!, endMask!, ellipsisMask!, newAxisMask!, shrinkAxisMask!);
    if (info.isIdentity || info.sliceDim0 || info.isSimpleSlice) return fallback();
    return cut(backend, x, info.begin, info.strides, info.finalShapeSparse, info.finalShape) ?? fallback();
  },
};

const reverse: SimdKernel = {
  name: "Reverse",
  run({ inputs, attrs, backend, fallback }) {
    const { x } = inputs as Record<"x", TensorInfo>;
    const axes = util.parseAxisParam((attrs as { dims: number | number[] }).dims, x.shape);
    if (x.shape.length === 0 || util.sizeFromShape(x.shape) === 0) return fallback();
    const begin = x.shape.map((extent, axis) => (axes.includes(axis) ? extent - 1 : 0));
    return (
      cut(
        backend,
        x,
        begin,
        x.shape.map((_, axis) => (axes.includes(axis) ? -1 : 1)),
        x.shape,
        x.shape,
      ) ?? fallback()
    );
  },
};

const unpack: SimdKernel = {
  name: "Unpack",
  run({ inputs, attrs, backend, fallback }) {
    const { value } = inputs as Record<"value", TensorInfo>;
    const [axis] = util.parseAxisParam((attrs as { axis: number }).axis, value.shape) as [number];
    const size = value.shape.map((extent, i) => (i === axis ? 1 : extent));
    if (bytesOf(value.dtype) === undefined || !canCopy(size, stridesOf(value.shape), stridesOf(size))) return fallback();
    const shape = value.shape.filter((_, i) => i !== axis);
    return Array.from({ length: value.shape[axis]! }, (_, at) => {
      const begin = size.map((_, i) => (i === axis ? at : 0));
      return cut(backend, value, begin, ones(size.length), size, shape)!;
    });
  },
};

/** Kernels that take parts of a tensor. */
export const sliceKernels: readonly SimdKernel[] = [reverse, slice, stridedSlice, unpack];
