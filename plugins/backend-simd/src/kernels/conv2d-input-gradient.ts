import { backend_util, type TensorInfo } from "@tensorflow/tfjs";
import type { SimdBackend } from "../simd-backend.ts";
import { convolve, type Phase } from "./convolve.ts";
import { panelCount } from "./mat-mul.ts";
import { planInputGradient } from "./winograd-plan.ts";
import { reversedLayout, winogradConvolve, winogradPanels } from "./winograd.ts";
import type { KernelCall, SimdKernel } from "./simd-kernel.ts";

/**
 * Images of fewer channels than this get their gradient by scattering: a tile of eight columns would stand
 * mostly empty.
 */
const FEW_CHANNELS = 4;

/** Along one axis: the points p, p + stride, ... of the input, and the taps that reach them. */
interface AxisPhase {
  readonly offset: number;
  readonly points: number;
  readonly taps: number;
  /** The tap that comes first when they are taken in ascending dy order. */
  readonly firstTap: number;
  /** Where in dy the window of point 0 starts. */
  readonly origin: number;
}

/**
 * Splits an input gradient of stride s into s phases along an axis: point p + s·g gets dy[g + base - t]
 * through tap r + s·t only, with r = (p + pad) mod s, so every phase is a convolution of stride 1 over dy,
 * and no multiply-add meets a zero.
 */
function axisPhases(size: number, filter: number, stride: number, pad: number): AxisPhase[] {
  const result: AxisPhase[] = [];
  for (let offset = 0; offset < Math.min(stride, size); offset++) {
    const remainder = (offset + pad) % stride;
    const taps = Math.max(0, Math.ceil((filter - remainder) / stride));
    const base = (offset + pad - remainder) / stride;
    const firstTap = remainder + stride * (taps - 1);
    result.push({ offset, points: Math.ceil((size - offset) / stride), taps, firstTap, origin: base - (taps - 1) });
  }
  return result;
}

function byPhases(backend: SimdBackend, info: backend_util.Conv2DInfo, dy: number, filter: TensorInfo, dx: number): void {
  const { strideHeight, strideWidth, filterWidth, inChannels: n, outChannels: channels } = info;
  const source = backend.input(filter);
  const tap = n * channels;
  const phases: Phase[] = [];
  for (const row of axisPhases(info.inHeight, info.filterHeight, strideHeight, info.padInfo.top)) {
    for (const column of axisPhases(info.inWidth, filterWidth, strideWidth, info.padInfo.left)) {
      const depth = row.taps * column.taps * channels;
      const key = `input gradient ${row.firstTap} ${row.taps} ${strideHeight} ${column.firstTap} ${column.taps} ${strideWidth}`;
      const panels = backend.derived(filter, key, panelCount(n) * depth * 32, (target) => {
        const first = source + (row.firstTap * filterWidth + column.firstTap) * tap * 4;
        const strides = [-strideHeight * filterWidth * tap, -strideWidth * tap, 1, channels];
        backend.run("packPanels", [first, target, row.taps, column.taps, channels, ...strides, n], [], panelCount(n), depth * 6);
      });
      phases.push({
        panels,
        tapRows: row.taps,
        tapColumns: column.taps,
        originY: row.origin,
        originX: column.origin,
        gridHeight: row.points,
        gridWidth: column.points,
        offsetY: row.offset,
        offsetX: column.offset,
      });
    }
  }
  convolve(
    backend,
    {
      input: dy,
      output: dx,
      batch: info.batchSize,
      channels,
      inputHeight: info.outHeight,
      inputWidth: info.outWidth,
      n,
      outputHeight: info.inHeight,
      outputWidth: info.inWidth,
      stepY: strideHeight,
      stepX: strideWidth,
      strideY: 1,
      strideX: 1,
      dilationY: 1,
      dilationX: 1,
      bias: 0,
      activation: 0,
      alpha: 0,
    },
    phases,
  );
}

function byScattering(backend: SimdBackend, info: backend_util.Conv2DInfo, dy: number, filter: TensorInfo, dx: number): void {
  const { inChannels, outChannels, filterHeight, filterWidth, outHeight, outWidth } = info;
  const n = filterHeight * filterWidth * inChannels;
  const source = backend.input(filter);
  const panels = backend.derived(filter, "scatter", panelCount(n) * outChannels * 32, (target) => {
    backend.run("packPanels", [source, target, 1, 1, outChannels, 0, 0, 1, outChannels, n], [], panelCount(n), outChannels * 6);
  });
  const pixels = Math.min(48, outHeight * outWidth);
  const room = 64 + Math.ceil((pixels * n * 4) / 64) * 64 + 64;
  backend.scratch(room * backend.pool.threads, (scratch) => {
    const shapes = [inChannels, info.inHeight, info.inWidth, outHeight, outWidth, outChannels, filterHeight, filterWidth];
    const steps = [info.strideHeight, info.strideWidth, info.padInfo.top, info.padInfo.left];
    const work = outHeight * outWidth * n * (outChannels / 4 + 1);
    backend.run("scatterGradient", [dy, panels, dx, ...shapes, ...steps, scratch, room, pixels], [], info.batchSize, work);
  });
}

function run({ inputs, attrs, backend, fallback }: KernelCall): TensorInfo | TensorInfo[] {
  const { dy, filter } = inputs as Record<string, TensorInfo>;
  const { inputShape, strides, pad, dataFormat, dimRoundingMode } = attrs as unknown as {
    inputShape: [number, number, number, number];
    strides: [number, number] | number;
    pad: "valid" | "same" | number | backend_util.ExplicitPadding;
    dataFormat: "NHWC" | "NCHW";
    dimRoundingMode?: "floor" | "round" | "ceil";
  };
  if (dy?.dtype !== "float32" || filter?.dtype !== "float32" || dataFormat !== "NHWC") return fallback();
  const info = backend_util.computeConv2DInfo(inputShape, filter.shape as typeof inputShape, strides, 1, pad, dimRoundingMode, false);
  if (dy.shape.join() !== info.outShape.join()) return fallback();
  const { info: result, address: dx } = backend.output(info.inShape, "float32");
  if (info.batchSize * info.inHeight * info.inWidth * info.inChannels > 0) {
    const plan = planInputGradient(info);
    if (plan) {
      const panels = winogradPanels(backend, filter, "winograd gradient", plan, reversedLayout(backend.input(filter), info));
      winogradConvolve(backend, backend.input(dy), panels, dx, plan, { bias: 0, activation: 0, alpha: 0 });
    } else {
      (info.inChannels < FEW_CHANNELS ? byScattering : byPhases)(backend, info, backend.input(dy), filter, dx);
    }
  }
  return result;
}

/**
 * Gradient of a convolution with respect to its input, and transposed convolution; tfjs's
 * `Conv2DBackpropInput`.
 */
export const conv2DInputGradient: SimdKernel = { name: "Conv2DBackpropInput", run };
