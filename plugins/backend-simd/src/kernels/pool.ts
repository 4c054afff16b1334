import { backend_util, type TensorInfo, util } from "@tensorflow/tfjs";
import type { KernelCall, SimdKernel } from "./simd-kernel.ts";

type Images = [number, number, number, number];

interface Attributes {
  readonly filterSize: [number, number] | number;
  readonly strides: [number, number] | number;
  readonly pad: "valid" | "same" | number | backend_util.ExplicitPadding;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

function windows(x: TensorInfo, { filterSize, strides, pad, dimRoundingMode }: Attributes): backend_util.Conv2DInfo {
  return backend_util.computePool2DInfo(x.shape as Images, filterSize, strides, 1, pad, dimRoundingMode);
}

/** Whole arguments 2 to 13 of the kernels in assembly/pool.ts. */
function geometry(info: backend_util.Conv2DInfo, mean: boolean): number[] {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = info;
  const sizes = [inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth];
  return [...sizes, strideHeight, strideWidth, padInfo.top, padInfo.left, mean ? 1 : 0];
}

function pool(name: string, mean: boolean): SimdKernel {
  const run = ({ inputs, attrs, backend, fallback }: KernelCall): TensorInfo | TensorInfo[] => {
    const { x } = inputs as Record<"x", TensorInfo>;
    const info = windows(x, attrs as unknown as Attributes);
    // Windows of one pixel each give the input itself.
    if (x.dtype !== "float32" || (info.filterHeight === 1 && info.filterWidth === 1)) return fallback();
    const { info: result, address } = backend.output(info.outShape, "float32");
    const rows = util.sizeFromShape(info.outShape) === 0 ? 0 : info.batchSize * info.outHeight;
    const work = info.outWidth * Math.ceil(info.inChannels / 4) * (info.filterHeight * info.filterWidth + 4);
    backend.run("poolRows", [backend.input(x), address, ...geometry(info, mean)], [], rows, work);
    return result;
  };
  return { name, run };
}

function gradient(name: string, mean: boolean): SimdKernel {
  const run = ({ inputs, attrs, backend, fallback }: KernelCall): TensorInfo | TensorInfo[] => {
    const { dy, input } = inputs as Record<"dy" | "input", TensorInfo>;
    if (dy.dtype !== "float32" || input.dtype !== "float32") return fallback();
    const info = windows(input, attrs as unknown as Attributes);
    const { info: result, address } = backend.output(input.shape, "float32");
    const { filterHeight, filterWidth } = info;
    const images = util.sizeFromShape(input.shape) === 0 ? 0 : info.batchSize;
    const work = info.outHeight * info.outWidth * Math.ceil(info.inChannels / 4) * filterHeight * filterWidth * 6;
    const tail = [backend.input(dy), address, filterHeight * filterWidth];
    backend.run("poolGradient", [backend.input(input), 0, ...geometry(info, mean), ...tail], [], images, work);
    return result;
  };
  return { name, run };
}

/** Pooling of images, and its gradients. */
export const poolKernels: readonly SimdKernel[] = [
  pool("AvgPool", true),
  pool("MaxPool", false),
  gradient("AvgPoolGrad", true),
  gradient("MaxPoolGrad", false),
];
