import type { TensorInfo } from "@tensorflow/tfjs";
import type { GuardedBackend } from "../guarded-backend.ts";
import { runProgram, type Program } from "./program.ts";

/** Sizes of a convolution, as TensorFlow.js computes them. */
export interface Geometry {
  readonly batchSize: number;
  readonly inHeight: number;
  readonly inWidth: number;
  readonly inChannels: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly outChannels: number;
  readonly filterHeight: number;
  readonly filterWidth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly padInfo: { readonly top: number; readonly left: number };
}

const UNIFORMS = {
  samples: "i32",
  inHeight: "i32",
  inWidth: "i32",
  inChannels: "i32",
  outHeight: "i32",
  outWidth: "i32",
  outChannels: "i32",
  filterHeight: "i32",
  filterWidth: "i32",
  strideHeight: "i32",
  strideWidth: "i32",
  top: "i32",
  left: "i32",
} as const;

const FORWARD = (bias: boolean): Program => ({
  name: `direct convolution${bias ? " with bias" : ""}`,
  inputs: bias ? ["x", "kernel", "bias"] : ["x", "kernel"],
  uniforms: { ...UNIFORMS, relu: "i32" },
  code: `
fn main(index : i32) {
  if (index >= uniforms.size) { return; }
  let channel = index % uniforms.outChannels;
  var rest = index / uniforms.outChannels;
  let j = (rest % uniforms.outWidth) * uniforms.strideWidth - uniforms.left;
  rest = rest / uniforms.outWidth;
  let i = (rest % uniforms.outHeight) * uniforms.strideHeight - uniforms.top;
  let sample = rest / uniforms.outHeight;
  var sum = ${bias ? "bias[channel]" : "0.0"};
  for (var p = max(0, -i); p < min(uniforms.filterHeight, uniforms.inHeight - i); p = p + 1) {
    for (var q = max(0, -j); q < min(uniforms.filterWidth, uniforms.inWidth - j); q = q + 1) {
      let start = ((sample * uniforms.inHeight + i + p) * uniforms.inWidth + j + q) * uniforms.inChannels;
      let by = (p * uniforms.filterWidth + q) * uniforms.inChannels * uniforms.outChannels + channel;
      for (var c = 0; c < uniforms.inChannels; c = c + 1) { sum = sum + x[start + c] * kernel[by + c * uniforms.outChannels]; }
    }
  }
  setOutputAtIndex(index, select(sum, max(sum, 0.0), uniforms.relu == 1));
}`,
});

const WITH_BIAS = FORWARD(true);
const WITHOUT_BIAS = FORWARD(false);

/** Convolution, then bias and ReLU where wanted. */
export function forward(
  backend: GuardedBackend,
  geometry: Geometry,
  x: TensorInfo,
  kernel: TensorInfo,
  bias: TensorInfo | undefined,
  relu: boolean,
): TensorInfo {
  const { batchSize, outHeight, outWidth, outChannels } = geometry;
  const shape = [batchSize, outHeight, outWidth, outChannels];
  const values = { ...numbers(geometry), relu: relu ? 1 : 0 };
  if (bias) return runProgram(backend, WITH_BIAS, [x, kernel, bias], values, shape);
  return runProgram(backend, WITHOUT_BIAS, [x, kernel], values, shape);
}

const FILTER_GRADIENT: Program = {
  name: "direct convolution, filter gradient",
  inputs: ["x", "dy"],
  uniforms: UNIFORMS,
  code: `
fn main(index : i32) {
  if (index >= uniforms.size) { return; }
  let channel = index % uniforms.outChannels;
  var rest = index / uniforms.outChannels;
  let c = rest % uniforms.inChannels;
  rest = rest / uniforms.inChannels;
  let q = rest % uniforms.filterWidth - uniforms.left;
  let p = rest / uniforms.filterWidth - uniforms.top;
  var sum = 0.0;
  for (var sample = 0; sample < uniforms.samples; sample = sample + 1) {
    for (var row = 0; row < uniforms.outHeight; row = row + 1) {
      let i = row * uniforms.strideHeight + p;
      if (i < 0 || i >= uniforms.inHeight) { continue; }
      // A sum per row, added to the sum of all: rounding grows with the two lengths, not with their product.
      var line = 0.0;
      for (var column = 0; column < uniforms.outWidth; column = column + 1) {
        let j = column * uniforms.strideWidth + q;
        if (j < 0 || j >= uniforms.inWidth) { continue; }
        let at = x[((sample * uniforms.inHeight + i) * uniforms.inWidth + j) * uniforms.inChannels + c];
        line = line + at * dy[((sample * uniforms.outHeight + row) * uniforms.outWidth + column) * uniforms.outChannels + channel];
      }
      sum = sum + line;
    }
  }
  setOutputAtIndex(index, sum);
}`,
};

/** Gradient of {@link forward}, without bias and ReLU, in the kernel. */
export function filterGradient(backend: GuardedBackend, geometry: Geometry, x: TensorInfo, dy: TensorInfo): TensorInfo {
  const { filterHeight, filterWidth, inChannels, outChannels } = geometry;
  return runProgram(backend, FILTER_GRADIENT, [x, dy], numbers(geometry), [filterHeight, filterWidth, inChannels, outChannels]);
}

function numbers({ batchSize, padInfo, ...sizes }: Geometry): Readonly<Record<string, number>> {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, filterHeight, filterWidth, strideHeight, strideWidth } = sizes;
  const { top, left } = padInfo;
  return {
    samples: batchSize,
    inHeight,
    inWidth,
    inChannels,
    outHeight,
    outWidth,
    outChannels,
    filterHeight,
    filterWidth,
    strideHeight,
    strideWidth,
    top,
    left,
  };
}
