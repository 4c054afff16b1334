import type { backend_util } from "@tensorflow/tfjs";

/** A convolution as the kernels of assembly/winograd.ts take it. */
export interface WinogradPlan {
  /** Outputs and taps of a tile along an axis. */
  readonly size: "43" | "42" | "32";
  readonly outputs: number;
  /** Products of a tile along an axis. */
  readonly side: number;
  readonly batch: number;
  /** Channels of an input pixel. */
  readonly channels: number;
  /** Channels and output channels of a product: all phases together. */
  readonly k: number;
  readonly n: number;
  readonly inputHeight: number;
  readonly inputWidth: number;
  /** Tiles of an image. */
  readonly gridHeight: number;
  readonly gridWidth: number;
  /** Input row and column of the first tile's first value. */
  readonly originY: number;
  readonly originX: number;
  readonly outputHeight: number;
  readonly outputWidth: number;
  /** 2 where the input (the output) comes in phases, else 1. */
  readonly inputStep: number;
  readonly outputStep: number;
  /** Rows and columns by which the first tile starts before the output. */
  readonly offsetY: number;
  readonly offsetX: number;
}

/**
 * With fewer, transforms take longer than they save, and sums are short enough for their magnified rounding
 * to show.
 */
const FEWEST_CHANNELS = 32;
/**
 * Part of the direct way's multiply-adds that its cycles may be at most. The direct way takes some more:
 * frames, edges, ends of tiles.
 */
const WORTHWHILE = 0.96;

/** The step if the filter is 3×3 with stride 1, or 4×4 or 6×6 with stride 2, without dilation; else 0. */
function stepOf(info: backend_util.Conv2DInfo): number {
  const { filterHeight: size, strideHeight: stride, dilationHeight, dilationWidth } = info;
  if (info.filterWidth !== size || info.strideWidth !== stride || dilationHeight * dilationWidth !== 1) return 0;
  const taps = size / stride;
  return (stride === 1 && taps === 3) || (stride === 2 && (taps === 2 || taps === 3)) ? stride : 0;
}

/**
 * The tile size with the fewest products for `height` × `width` outputs of every phase, each a convolution of
 * `taps` × `taps`.
 */
function bestSize(taps: number, height: number, width: number): Pick<WinogradPlan, "size" | "outputs" | "side"> {
  const products = (outputs: number, side: number): number => Math.ceil(height / outputs) * Math.ceil(width / outputs) * side * side;
  if (taps === 3) return { size: "43", outputs: 4, side: 6 };
  return products(4, 5) < products(3, 4) ? { size: "42", outputs: 4, side: 5 } : { size: "32", outputs: 3, side: 4 };
}

/**
 * Whether the plan saves time against `direct` multiply-adds for each channel and output channel of an image.
 * Times are cycles of a core that does two vector multiply-adds in each, as measured: transforms of four
 * channels take 5 (of inputs) and 9 (of outputs) for each product. The batch has no say: a row of a result
 * must not depend on how many others there are.
 */
function worthwhile(plan: WinogradPlan, direct: number): boolean {
  const { channels, k, n, side } = plan;
  const outputChannels = n / plan.outputStep ** 2;
  if (channels % 4 !== 0 || outputChannels % 4 !== 0 || k < FEWEST_CHANNELS || n < FEWEST_CHANNELS) return false;
  const products = plan.gridHeight * plan.gridWidth * side * side;
  const cycles = products * ((1.15 * k * n) / 8 + (5 * k) / 4 + (9 * n) / 4);
  return cycles < (WORTHWHILE * direct * channels * outputChannels) / 8;
}

/** How to compute a convolution, or its filter gradient, or `undefined` where the direct way is better. */
export function planForward(info: backend_util.Conv2DInfo): WinogradPlan | undefined {
  const step = stepOf(info);
  if (step === 0) return undefined;
  const { size, outputs, side } = bestSize(info.filterHeight / step, info.outHeight, info.outWidth);
  const plan: WinogradPlan = {
    size,
    outputs,
    side,
    batch: info.batchSize,
    channels: info.inChannels,
    k: info.inChannels * step ** 2,
    n: info.outChannels,
    inputHeight: info.inHeight,
    inputWidth: info.inWidth,
    outputHeight: info.outHeight,
    outputWidth: info.outWidth,
    gridHeight: Math.ceil(info.outHeight / outputs),
    gridWidth: Math.ceil(info.outWidth / outputs),
    originY: -info.padInfo.top,
    originX: -info.padInfo.left,
    inputStep: step,
    outputStep: 1,
    offsetY: 0,
    offsetX: 0,
  };
  const direct = info.outHeight * info.outWidth * info.filterHeight * info.filterWidth;
  return worthwhile(plan, direct) ? plan : undefined;
}

/**
 * The same for an input gradient. With z = input row + pad and step s, dx[z] sums dy[⌊z/s⌋ - t] over taps s·t
 * + z mod s: every phase of dx looks at the same rows of dy, the last of them ⌊z/s⌋.
 */
export function planInputGradient(info: backend_util.Conv2DInfo): WinogradPlan | undefined {
  const step = stepOf(info);
  if (step === 0) return undefined;
  const { top, left } = info.padInfo;
  const [firstY, firstX] = [Math.floor(top / step), Math.floor(left / step)];
  const height = Math.floor((info.inHeight - 1 + top) / step) - firstY + 1;
  const width = Math.floor((info.inWidth - 1 + left) / step) - firstX + 1;
  const { size, outputs, side } = bestSize(info.filterHeight / step, height, width);
  const reach = info.filterHeight / step - 1;
  const plan: WinogradPlan = {
    size,
    outputs,
    side,
    batch: info.batchSize,
    channels: info.outChannels,
    k: info.outChannels,
    n: info.inChannels * step ** 2,
    inputHeight: info.outHeight,
    inputWidth: info.outWidth,
    outputHeight: info.inHeight,
    outputWidth: info.inWidth,
    gridHeight: Math.ceil(height / outputs),
    gridWidth: Math.ceil(width / outputs),
    originY: firstY - reach,
    originX: firstX - reach,
    inputStep: 1,
    outputStep: step,
    offsetY: top - step * firstY,
    offsetX: left - step * firstX,
  };
  const direct = info.inHeight * info.inWidth * (info.filterHeight / step) * (info.filterWidth / step);
  return worthwhile(plan, direct) ? plan : undefined;
}
