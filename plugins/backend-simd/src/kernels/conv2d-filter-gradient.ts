import { backend_util, type TensorInfo } from "@tensorflow/tfjs";
import { panelCount } from "./mat-mul.ts";
import type { KernelCall, SimdKernel } from "./simd-kernel.ts";
import { forwardWindows, windowArguments, windowLength, windowsAtOnce, windowStride } from "./windows.ts";

/** Items that a gradient is cut into, at least, by groups of tap rows and parts of the batch: enough for many threads. */
const ITEMS = 12;
/** Values of a window that one item copies, at least: fewer leave the register tile half empty. */
const COLUMNS = 48;
/** Grid points of a part, at least. */
const PART = 128;

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
  const windows = forwardWindows(info);
  const n = info.outChannels;
  const depth = windowLength(windows);
  const { info: result, address: target } = backend.output(info.filterShape, "float32");
  if (depth * n === 0) return result;
  const points = info.batchSize * info.outHeight * info.outWidth;
  // The cut depends on the shapes alone, never on the number of threads: sums come out the same to the byte.
  const row = windows.tapColumns * windows.channels;
  const group = Math.min(windows.tapRows, Math.ceil(COLUMNS / row));
  const groups = Math.ceil(windows.tapRows / group);
  const parts = Math.max(1, Math.min(Math.ceil(ITEMS / groups), Math.floor(points / PART)));
  const share = Math.ceil(points / parts);
  const stride = windowStride(group * row);
  const block = Math.max(24, windowsAtOnce(group * row));
  const addressX = backend.input(x);
  const addressDy = backend.input(dy);
  const room = block * stride + 64;
  const sums = parts === 1 ? target : backend.heap.allocate(parts * depth * n * 4);
  backend.scratch(room * backend.pool.threads, (scratch) => {
    const head = [addressX, addressDy, sums, parts, share, n, points, block];
    const work = share * panelCount(n) * group * row * 2;
    backend.run("filterGradient", [...head, ...windowArguments(windows), group, scratch, room, stride], [], groups * parts, work);
  });
  if (parts > 1) {
    backend.run("addParts", [sums, target, parts, depth * n], [], Math.ceil((depth * n) / 64), 16 * parts);
    backend.heap.free(sums);
  }
  return result;
}

/** Gradient of a convolution with respect to its filter; tfjs's `Conv2DBackpropFilter`. */
export const conv2DFilterGradient: SimdKernel = { name: "Conv2DBackpropFilter", run };
