import { backend_util, type TensorInfo, util } from "@tensorflow/tfjs";
import { stridesOf } from "./axes.ts";
import { blockCount, BLOCK } from "./block.ts";
import { bytesOf, canCopy, copyAxes } from "./copy-axes.ts";
import type { KernelCall, SimdKernel } from "./simd-kernel.ts";

/** Puts tensors side by side along an axis of the result. */
function join(tensors: readonly TensorInfo[], axis: number, shape: number[], { backend, fallback }: KernelCall): TensorInfo | TensorInfo[] {
  const [first] = tensors as [TensorInfo];
  const bytes = bytesOf(first.dtype);
  if (bytes === undefined || tensors.some((tensor) => tensor.dtype !== first.dtype)) return fallback();
  const strides = stridesOf(shape);
  if (tensors.some((tensor) => !canCopy(tensor.shape, stridesOf(tensor.shape), strides))) return fallback();
  const { info, address } = backend.output(shape, first.dtype);
  let at = address;
  for (const tensor of tensors) {
    if (util.sizeFromShape(tensor.shape) > 0) {
      copyAxes(
        backend,
        tensor.shape,
        { address: backend.input(tensor), strides: stridesOf(tensor.shape) },
        { address: at, strides },
        bytes,
      );
    }
    at += tensor.shape[axis]! * strides[axis]! * bytes;
  }
  return info;
}

const concat: SimdKernel = {
  name: "Concat",
  run(call) {
    const tensors = Object.values(call.inputs) as TensorInfo[];
    const [axis] = util.parseAxisParam((call.attrs as { axis: number }).axis, tensors[0]!.shape) as [number];
    const shapes = tensors.map((tensor) => tensor.shape);
    backend_util.assertParamsConsistent(shapes, axis);
    const filled = tensors.filter((tensor) => util.sizeFromShape(tensor.shape) > 0);
    if (filled.length < 2) return call.fallback();
    return join(filled, axis, backend_util.computeOutShape(shapes, axis), call);
  },
};

const pack: SimdKernel = {
  name: "Pack",
  run(call) {
    const tensors = Object.values(call.inputs) as TensorInfo[];
    const { shape } = tensors[0]!;
    const [axis] = util.parseAxisParam((call.attrs as { axis: number }).axis, [...shape, 1]) as [number];
    if (tensors.length < 2 || tensors.some((tensor) => tensor.shape.join() !== shape.join())) return call.fallback();
    const thin = [...shape.slice(0, axis), 1, ...shape.slice(axis)];
    const whole = thin.map((extent, i) => (i === axis ? tensors.length : extent));
    return join(
      tensors.map((tensor) => ({ ...tensor, shape: thin })),
      axis,
      whole,
      call,
    );
  },
};

const pad: SimdKernel = {
  name: "PadV2",
  run({ inputs, attrs, backend, fallback }) {
    const { x } = inputs as Record<"x", TensorInfo>;
    const { paddings, constantValue } = attrs as unknown as { paddings: [number, number][]; constantValue: number };
    const shape = paddings.map(([before, after], axis) => before + x.shape[axis]! + after);
    const strides = stridesOf(shape);
    if ((x.dtype !== "float32" && x.dtype !== "int32") || !canCopy(x.shape, stridesOf(x.shape), strides)) return fallback();
    const { info, address } = backend.output(shape, x.dtype);
    const size = util.sizeFromShape(shape);
    const bits = x.dtype === "int32" ? constantValue | 0 : new Int32Array(Float32Array.of(constantValue).buffer)[0]!;
    backend.run("fillValues", [address, size, bits], [], blockCount(size), BLOCK / 4);
    const offset = paddings.reduce((sum, [before], axis) => sum + before * strides[axis]!, 0);
    copyAxes(backend, x.shape, { address: backend.input(x), strides: stridesOf(x.shape) }, { address: address + offset * 4, strides }, 4);
    return info;
  },
};

const tile: SimdKernel = {
  name: "Tile",
  run({ inputs, attrs, backend, fallback }) {
    const { x } = inputs as Record<"x", TensorInfo>;
    const { reps } = attrs as { reps: number[] };
    const bytes = bytesOf(x.dtype);
    const shape = x.shape.map((extent, axis) => extent * reps[axis]!);
    // Every axis becomes two: along the first the source stays, along the second it goes on.
    const axes = x.shape.flatMap((extent, axis) => [reps[axis]!, extent]);
    const from = stridesOf(x.shape).flatMap((stride) => [0, stride]);
    if (bytes === undefined || !canCopy(axes, from, stridesOf(axes))) return fallback();
    const { info, address } = backend.output(shape, x.dtype);
    copyAxes(backend, axes, { address: backend.input(x), strides: from }, { address, strides: stridesOf(axes) }, bytes);
    return info;
  },
};

const transpose: SimdKernel = {
  name: "Transpose",
  run({ inputs, attrs, backend, fallback }) {
    const { x } = inputs as Record<"x", TensorInfo>;
    const { perm } = attrs as { perm: number[] };
    const bytes = bytesOf(x.dtype);
    const own = stridesOf(x.shape);
    const shape = perm.map((axis) => x.shape[axis]!);
    const from = perm.map((axis) => own[axis]!);
    if (bytes === undefined || !canCopy(shape, from, stridesOf(shape))) return fallback();
    const { info, address } = backend.output(shape, x.dtype);
    copyAxes(backend, shape, { address: backend.input(x), strides: from }, { address, strides: stridesOf(shape) }, bytes);
    return info;
  },
};

/** Kernels that copy whole tensors to other places. */
export const arrangementKernels: readonly SimdKernel[] = [concat, pack, pad, tile, transpose];
