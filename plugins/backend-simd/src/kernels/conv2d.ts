import { backend_util, type TensorInfo } from "@tensorflow/tfjs";
import type { SimdBackend } from "../simd-backend.ts";
import { splitFinish } from "./activation.ts";
import { convolve } from "./convolve.ts";
import { multiplyRows, panelCount } from "./mat-mul.ts";
import { planForward } from "./winograd-plan.ts";
import { forwardLayout, winogradConvolve, winogradPanels } from "./winograd.ts";
import type { KernelCall, SimdKernel } from "./simd-kernel.ts";

interface Attributes {
  strides: [number, number] | number;
  pad: "valid" | "same" | number | backend_util.ExplicitPadding;
  dataFormat: "NHWC" | "NCHW";
  dilations: [number, number] | number;
  dimRoundingMode?: "floor" | "round" | "ceil";
  activation?: string;
  leakyreluAlpha?: number;
}

/** The filter [height, width, in, out] packed for the forward pass; kept with the filter. */
function packFilter(backend: SimdBackend, filter: TensorInfo, depth: number, n: number): number {
  const source = backend.input(filter);
  return backend.derived(filter, "forward", panelCount(n) * depth * 32, (target) => {
    backend.run("packPanels", [source, target, 1, 1, depth, 0, 0, n, 1, n], [], panelCount(n), depth * 6);
  });
}

function run({ inputs, attrs, backend, fallback }: KernelCall): TensorInfo | TensorInfo[] {
  const { x, filter, bias, preluActivationWeights } = inputs as Record<string, TensorInfo>;
  const { strides, pad, dataFormat, dilations, dimRoundingMode, activation, leakyreluAlpha } = attrs as unknown as Attributes;
  if (x?.dtype !== "float32" || filter?.dtype !== "float32" || dataFormat !== "NHWC") return fallback();
  const shape = x.shape as [number, number, number, number];
  const info = backend_util.computeConv2DInfo(shape, filter.shape as typeof shape, strides, dilations, pad, dimRoundingMode, false);
  if (info.outHeight < 0 || info.outWidth < 0) return fallback();
  const n = info.outChannels;
  const epilogue = splitFinish({ bias, activation, prelu: preluActivationWeights, alpha: leakyreluAlpha ?? 0 }, n);
  const { info: result, address: output } = backend.output(info.outShape, "float32");
  const { batchSize: batch, inChannels: channels, inHeight: inputHeight, inWidth: inputWidth, outHeight, outWidth, padInfo } = info;
  const depth = channels * info.filterHeight * info.filterWidth;
  const points = batch * outHeight * outWidth;
  if (points * n > 0) {
    const input = backend.input(x);
    const ending = { bias: epilogue.bias ? backend.input(epilogue.bias) : 0, activation: epilogue.activation, alpha: epilogue.alpha };
    const plan = planForward(info);
    if (plan) {
      const transformed = winogradPanels(backend, filter, "winograd", plan, forwardLayout(backend.input(filter), info));
      winogradConvolve(backend, input, transformed, output, plan, ending);
      return epilogue.rest(backend, result);
    }
    const panels = packFilter(backend, filter, depth, n);
    const pointwise =
      depth === channels && info.strideHeight * info.strideWidth === 1 && outHeight === inputHeight && outWidth === inputWidth;
    if (pointwise && padInfo.top === 0 && padInfo.left === 0) {
      multiplyRows(backend, input, panels, output, points, n, depth, epilogue);
    } else {
      convolve(
        backend,
        {
          input,
          output,
          batch,
          channels,
          inputHeight,
          inputWidth,
          n,
          outputHeight: outHeight,
          outputWidth: outWidth,
          stepY: 1,
          stepX: 1,
          strideY: info.strideHeight,
          strideX: info.strideWidth,
          dilationY: info.dilationHeight,
          dilationX: info.dilationWidth,
          ...ending,
        },
        [
          {
            panels,
            tapRows: info.filterHeight,
            tapColumns: info.filterWidth,
            originY: -padInfo.top,
            originX: -padInfo.left,
            gridHeight: outHeight,
            gridWidth: outWidth,
            offsetY: 0,
            offsetX: 0,
          },
        ],
      );
    }
  }
  return epilogue.rest(backend, result);
}

/**
 * Convolution of images [batch, height, width, channels]; tfjs's `Conv2D`. Any stride, padding and dilation.
 */
export const conv2D: SimdKernel = { name: "Conv2D", run };
/** The same with bias and activation; tfjs's `FusedConv2D`. */
export const fusedConv2D: SimdKernel = { name: "FusedConv2D", run };
