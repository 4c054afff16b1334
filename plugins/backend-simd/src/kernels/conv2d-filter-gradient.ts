import { backend_util, type TensorInfo } from "@tensorflow/tfjs";
import { panelCount } from "./mat-mul.ts";
import { planForward } from "./winograd-plan.ts";
import { winogradFilterGradient } from "./winograd.ts";
import type { KernelCall, SimdKernel } from "./simd-kernel.ts";
import { cutIntoUnits, tableBytes } from "./units.ts";

/** Grid points that a unit should have. */
const POINTS = 96;
/**
 * Items that a gradient is cut into, at least, by tap rows and parts of the batch: enough for many threads.
 */
const ITEMS = 12;
/** Tap rows of fewer values than this are copied together: alone they leave the register tile half empty. */
const SHORT = 24;

function run({ inputs, attrs, backend, fallback }: KernelCall): TensorInfo | TensorInfo[] {
  const { x, dy } = inputs as Record<string, TensorInfo>;
  const { strides, pad, dataFormat, dimRoundingMode, filterShape } = attrs as unknown as {
    strides: [number, number] | number;
    pad: "valid" | "same" | number | backend_util.ExplicitPadding;
    dataFormat: "NHWC" | "NCHW";
    dimRoundingMode?: "floor" | "round" | "ceil";
    filterShape: [number, number, number, number];
  };
  if (x?.dtype !== "float32" || dy?.dtype !== "float32" || dataFormat !== "NHWC") return fallback();
  const info = backend_util.computeConv2DInfo(x.shape as typeof filterShape, filterShape, strides, 1, pad, dimRoundingMode, false);
  if (dy.shape.join() !== info.outShape.join()) return fallback();
  const { outChannels: n, filterHeight: tapRows, filterWidth: tapColumns, inChannels: channels, outHeight, outWidth } = info;
  const length = tapColumns * channels;
  const { info: result, address: target } = backend.output(info.filterShape, "float32");
  const size = tapRows * length * n;
  if (size === 0) return result;
  if (info.batchSize * outHeight * outWidth === 0) {
    backend.heap.floats(target, size).fill(0);
    return result;
  }
  const plan = planForward(info);
  if (plan) {
    winogradFilterGradient(backend, backend.input(x), backend.input(dy), target, plan);
    return result;
  }
  // The cut depends on the shapes alone, never on the number of threads: sums come out the same to the byte.
  const reach = {
    batch: info.batchSize,
    channels,
    inputHeight: info.inHeight,
    inputWidth: info.inWidth,
    gridHeight: outHeight,
    gridWidth: outWidth,
    originY: -info.padInfo.top,
    originX: -info.padInfo.left,
    strideY: info.strideHeight,
    strideX: info.strideWidth,
    reachY: tapRows,
    reachX: tapColumns,
  };
  const units = cutIntoUnits(reach, POINTS, 1);
  const group = length < SHORT ? tapRows : 1;
  const groups = tapRows / group;
  const copyBytes = group > 1 ? windowStride(tapRows * length) : 0;
  const share = Math.ceil(units.count / Math.min(units.count, Math.ceil(ITEMS / groups)));
  const parts = Math.ceil(units.count / share);
  const input = backend.input(x);
  const gradient = backend.input(dy);
  const room = 2 * tableBytes(units.points) + Math.ceil((units.points * copyBytes) / 64) * 64 + units.frameBytes;
  const sumUp = (sums: number): void =>
    backend.scratch(room * backend.pool.threads, (scratch) => {
      const head = [input, gradient, sums, parts, share, n, units.count, tapRows];
      const tail = [tapColumns, outHeight, outWidth, group, copyBytes, units.points, scratch, room];
      const work = share * units.points * panelCount(n) * group * length * 2;
      backend.run("filterGradient", [...head, ...units.geometry, ...tail], [], groups * parts, work);
    });
  if (parts === 1) {
    sumUp(target);
  } else {
    backend.scratch(parts * size * 4, (sums) => {
      sumUp(sums);
      backend.run("addParts", [sums, target, parts, size], [], Math.ceil(size / 64), 16 * parts);
    });
  }
  return result;
}

/**
 * Bytes from one copied window of `length` floats to the next: room for the copy's overshoot, and an odd
 * number of cache lines, so that windows do not fall on the same few cache sets.
 */
function windowStride(length: number): number {
  const lines = Math.ceil((length * 4 + 16) / 64);
  return (lines % 2 === 0 ? lines + 1 : lines) * 64;
}

/** Gradient of a convolution with respect to its filter; tfjs's `Conv2DBackpropFilter`. */
export const conv2DFilterGradient: SimdKernel = { name: "Conv2DBackpropFilter", run };
