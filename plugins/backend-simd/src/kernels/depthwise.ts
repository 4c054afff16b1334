import { backend_util, type TensorInfo } from "@tensorflow/tfjs";
import { splitFinish } from "./activation.ts";
import type { KernelCall, SimdKernel } from "./simd-kernel.ts";

type Four = [number, number, number, number];

interface Attributes {
  readonly strides: [number, number] | number;
  readonly pad: "valid" | "same" | number | backend_util.ExplicitPadding;
  readonly dataFormat?: "NHWC" | "NCHW";
  readonly dilations?: [number, number] | number;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
  readonly activation?: string;
  readonly leakyreluAlpha?: number;
  readonly inputShape: Four;
  readonly filterShape: Four;
}

/** Parts that a filter gradient is summed in, at most: enough for many threads. */
const PARTS = 64;

/** Null where the kernels do not cover the geometry. */
function geometryOf(shape: readonly number[], filter: readonly number[], attributes: Attributes): backend_util.Conv2DInfo | null {
  const { strides, pad, dilations, dimRoundingMode, dataFormat = "NHWC" } = attributes;
  if (dataFormat !== "NHWC") return null;
  const info = backend_util.computeConv2DInfo(shape as Four, filter as Four, strides, dilations ?? [1, 1], pad, dimRoundingMode, true);
  return info.outHeight < 0 || info.outWidth < 0 ? null : info;
}

/** Whole arguments 4 to 17 of the kernels in assembly/depthwise.ts. */
function geometry(info: backend_util.Conv2DInfo): number[] {
  const { inHeight, inWidth, outHeight, outWidth, inChannels, outChannels, filterHeight, filterWidth, padInfo } = info;
  const sizes = [inHeight, inWidth, outHeight, outWidth, inChannels, outChannels / Math.max(1, inChannels), filterHeight, filterWidth];
  return [...sizes, info.strideHeight, info.strideWidth, info.dilationHeight, info.dilationWidth, padInfo.top, padInfo.left];
}

/** What a row of so many points costs. */
function workOf(info: backend_util.Conv2DInfo, points: number): number {
  return points * Math.ceil(info.outChannels / 4) * (2 * info.filterHeight * info.filterWidth + 4);
}

function forward({ inputs, attrs, backend, fallback }: KernelCall): TensorInfo | TensorInfo[] {
  const { x, filter, bias, preluActivationWeights } = inputs as Record<string, TensorInfo>;
  const attributes = attrs as unknown as Attributes;
  if (x?.dtype !== "float32" || filter?.dtype !== "float32") return fallback();
  const info = geometryOf(x.shape, filter.shape, attributes);
  if (info === null) return fallback();
  const { activation, leakyreluAlpha } = attributes;
  const epilogue = splitFinish({ bias, activation, prelu: preluActivationWeights, alpha: leakyreluAlpha ?? 0 }, info.outChannels);
  const { info: result, address } = backend.output(info.outShape, "float32");
  const rows = info.outWidth * info.outChannels === 0 ? 0 : info.batchSize * info.outHeight;
  const head = [backend.input(x), address, backend.input(filter), epilogue.bias ? backend.input(epilogue.bias) : 0];
  const whole = [...head, ...geometry(info), epilogue.activation];
  backend.run("depthwiseRows", whole, [epilogue.alpha], rows, workOf(info, info.outWidth));
  return epilogue.rest(backend, result);
}

function inputGradient({ inputs, attrs, backend, fallback }: KernelCall): TensorInfo | TensorInfo[] {
  const { dy, filter } = inputs as Record<string, TensorInfo>;
  const attributes = attrs as unknown as Attributes;
  if (dy?.dtype !== "float32" || filter?.dtype !== "float32") return fallback();
  const info = geometryOf(attributes.inputShape, filter.shape, attributes);
  if (info === null || dy.shape.join() !== info.outShape.join()) return fallback();
  const either = (stride: number, dilation: number): boolean => stride === 1 || dilation === 1;
  if (!either(info.strideHeight, info.dilationHeight) || !either(info.strideWidth, info.dilationWidth)) return fallback();
  const { info: result, address } = backend.output(info.inShape, "float32");
  const rows = info.inWidth * info.inChannels === 0 ? 0 : info.batchSize * info.inHeight;
  const whole = [backend.input(dy), address, backend.input(filter), 0, ...geometry(info)];
  backend.run("depthwiseGradient", whole, [], rows, workOf(info, info.inWidth / (info.strideHeight * info.strideWidth)));
  return result;
}

function filterGradient({ inputs, attrs, backend, fallback }: KernelCall): TensorInfo | TensorInfo[] {
  const { x, dy } = inputs as Record<string, TensorInfo>;
  const attributes = attrs as unknown as Attributes;
  if (x?.dtype !== "float32" || dy?.dtype !== "float32") return fallback();
  const info = geometryOf(x.shape, attributes.filterShape, attributes);
  if (info === null || dy.shape.join() !== info.outShape.join()) return fallback();
  const { info: result, address } = backend.output(info.filterShape, "float32");
  const size = info.filterHeight * info.filterWidth * info.outChannels;
  if (size === 0) return result;
  const rows = info.batchSize * info.outHeight;
  // The parts depend on the shapes alone: sums come out the same to the byte whatever the number of threads.
  const share = Math.max(1, Math.ceil(rows / PARTS));
  const parts = Math.max(1, Math.ceil(rows / share));
  const [images, above] = [backend.input(x), backend.input(dy)];
  const sumUp = (sums: number): void => {
    const work = share * workOf(info, info.outWidth);
    backend.run("depthwiseFilterGradient", [images, above, sums, rows, ...geometry(info), share], [], parts, work);
  };
  if (parts === 1) {
    sumUp(address);
  } else {
    backend.scratch(parts * size * 4, (sums) => {
      sumUp(sums);
      backend.run("addParts", [sums, address, parts, size], [], Math.ceil(size / 64), 16 * parts);
    });
  }
  return result;
}

/**
 * Convolutions of every channel by itself, any stride, padding, dilation and multiplier, and their gradients.
 */
export const depthwiseKernels: readonly SimdKernel[] = [
  { name: "DepthwiseConv2dNative", run: forward },
  { name: "FusedDepthwiseConv2D", run: forward },
  { name: "DepthwiseConv2dNativeBackpropInput", run: inputGradient },
  { name: "DepthwiseConv2dNativeBackpropFilter", run: filterGradient },
];
