import { FUSED } from "@disentangle/core";
import { type TensorInfo, util } from "@tensorflow/tfjs";
import type { Output, SimdBackend } from "../simd-backend.ts";
import { requireFloats } from "./require-floats.ts";
import type { KernelCall, SimdKernel } from "./simd-kernel.ts";

/** Parts that the rows are summed in, at most; fixed, so that sums do not depend on the number of threads. */
const PARTS = 64;
/** Rows of a part, at least. */
const PART_ROWS = 32;

/**
 * What the sums of a gradient need: addresses of dy and the means, and, where ReLU followed, of factors and
 * offsets.
 */
interface Above {
  readonly dy: number;
  readonly mean: number;
  readonly factor: number;
  readonly offset: number;
}

/** Two sums per channel over all rows: of x and x², or, given dy and the means, of dy and dy · (x - mean). */
function channelSums(backend: SimdBackend, x: number, rows: number, channels: number, above?: Above): [Float64Array, Float64Array] {
  const share = Math.max(PART_ROWS, Math.ceil(rows / PARTS));
  const parts = Math.ceil(rows / share);
  const width = Math.ceil(channels / 4) * 4;
  const first = new Float64Array(channels);
  const second = new Float64Array(channels);
  backend.scratch(parts * 2 * width * 8, (sums) => {
    const { dy = 0, mean = 0, factor = 0, offset = 0 } = above ?? {};
    backend.run("channelSums", [x, dy, mean, sums, rows, channels, share, factor, offset], [], parts, share * width * 2);
    const all = new Float64Array(backend.heap.buffer, sums, parts * 2 * width);
    for (let at = 0; at < all.length; at += 2 * width) {
      for (let c = 0; c < channels; c++) {
        first[c]! += all[at + c]!;
        second[c]! += all[at + width + c]!;
      }
    }
  });
  return [first, second];
}

/**
 * Runs a kernel over all rows in groups of about a thousand values. Arguments left out would be those of the
 * kernel before.
 */
export function overRows(backend: SimdBackend, kernel: string, head: number[], rows: number, channels: number, tail: number[]): void {
  const group = Math.max(1, Math.round(1024 / channels));
  backend.run(kernel, [...head, rows, channels, group, ...tail], [], Math.ceil(rows / group), group * Math.ceil(channels / 4) * 3);
}

function forward({ inputs, attrs, backend }: KernelCall): TensorInfo[] {
  const { x, scale, offset } = requireFloats(FUSED.batchNorm, inputs, ["x", "scale", "offset"]);
  const { epsilon, relu = false, momentum = 0 } = attrs as { epsilon: number; relu?: boolean; momentum?: number };
  const channels = x.shape.at(-1)!;
  const rows = util.sizeFromShape(x.shape) / channels;
  const { runningMean, runningVariance, bias } = inputs as Partial<Record<string, TensorInfo>>;
  const isRunning = runningMean !== undefined && runningVariance !== undefined;
  const y = backend.output(x.shape, "float32");
  const [mean, variance, ...moved] = Array.from({ length: isRunning ? 4 : 2 }, () => backend.output([channels], "float32")) as [
    Output,
    Output,
    ...Output[],
  ];
  const [source, scales, offsets] = [x, scale, offset].map((tensor) => backend.input(tensor)) as [number, number, number];
  const before = isRunning ? [backend.input(runningMean), backend.input(runningVariance)] : [];
  const biases = bias ? backend.input(bias) : 0;
  const [sum, squares] = channelSums(backend, source, rows, channels);
  const vector = (address: number): Float32Array => backend.heap.floats(address, channels);
  backend.scratch(channels * 4, (factor) => {
    const [means, variances] = [vector(mean.address), vector(variance.address)];
    for (let c = 0; c < channels; c++) {
      const average = sum[c]! / rows;
      means[c] = average;
      variances[c] = Math.max(0, squares[c]! / rows - average * average);
    }
    setFactors(backend, scales, variance.address, epsilon, factor, channels);
    overRows(backend, "normaliseRows", [source, mean.address, factor, offsets, y.address], rows, channels, [relu ? 1 : 0]);
    if (!isRunning) return;
    const [oldMeans, oldVariances, newMeans, newVariances] = [...before, ...moved.map(({ address }) => address)].map(vector) as [
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const added = biases === 0 ? undefined : vector(biases);
    for (let c = 0; c < channels; c++) {
      newMeans[c] = (1 - momentum) * oldMeans[c]! + momentum * (means[c]! + (added?.[c] ?? 0));
      newVariances[c] = (1 - momentum) * oldVariances[c]! + (momentum * variances[c]! * rows) / (rows - 1);
    }
  });
  return [y, mean, variance, ...moved].map(({ info }) => info);
}

/** scale/σ per channel: forward and backward must agree to the bit, for ReLU to be undone exactly. */
function setFactors(backend: SimdBackend, scales: number, variances: number, epsilon: number, factors: number, channels: number): void {
  const [scaling, spread, target] = [scales, variances, factors].map((address) => backend.heap.floats(address, channels)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  for (let c = 0; c < channels; c++) target[c] = scaling[c]! / Math.sqrt(spread[c]! + epsilon);
}

/** With x̂ the normalised input and n rows: dx = scale/σ · (dy - mean(dy) - x̂ · mean(dy · x̂)). */
function backward({ inputs, attrs, backend }: KernelCall): TensorInfo[] {
  const { dy, x, scale, mean, variance } = requireFloats(FUSED.batchNormGrad, inputs, ["dy", "x", "scale", "mean", "variance"]);
  const { epsilon } = attrs as { epsilon: number };
  const { offset } = inputs as Partial<Record<"offset", TensorInfo>>;
  const channels = x.shape.at(-1)!;
  const rows = util.sizeFromShape(x.shape) / channels;
  const dx = backend.output(x.shape, "float32");
  const dscale = backend.output([channels], "float32");
  const doffset = backend.output([channels], "float32");
  const [above, source, scales] = [backend.input(dy), backend.input(x), backend.input(scale)];
  const [means, spread, offsets] = [backend.input(mean), backend.input(variance), offset ? backend.input(offset) : 0];
  const room = Math.ceil(channels / 4) * 16;
  backend.scratch(3 * room, (factor) => {
    const [shift, slope] = [factor + room, factor + 2 * room];
    setFactors(backend, scales, spread, epsilon, factor, channels);
    const rectified = offsets === 0 ? 0 : factor;
    const [sum, products] = channelSums(backend, source, rows, channels, { dy: above, mean: means, factor: rectified, offset: offsets });
    const [shifts, slopes, variances, dscales, doffsets] = [shift, slope, spread, dscale.address, doffset.address].map((address) =>
      backend.heap.floats(address, channels),
    ) as [Float32Array, Float32Array, Float32Array, Float32Array, Float32Array];
    for (let c = 0; c < channels; c++) {
      const inverse = 1 / Math.sqrt(variances[c]! + epsilon);
      doffsets[c] = sum[c]!;
      dscales[c] = products[c]! * inverse;
      shifts[c] = sum[c]! / rows;
      slopes[c] = (products[c]! * inverse * inverse) / rows;
    }
    overRows(backend, "normaliseRowsGradient", [source, means, factor, shift, dx.address], rows, channels, [above, slope, offsets]);
  });
  return [dx.info, dscale.info, doffset.info];
}

/** Core's `FUSED.batchNorm`. */
export const batchNorm: SimdKernel = { name: FUSED.batchNorm, run: forward };
/** Core's `FUSED.batchNormGrad`. */
export const batchNormGradient: SimdKernel = { name: FUSED.batchNormGrad, run: backward };
