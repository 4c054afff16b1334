import { FUSED } from "@disentangle/core";
import { type TensorInfo, util } from "@tensorflow/tfjs";
import type { SimdBackend } from "../simd-backend.ts";
import { requireFloats } from "./require-floats.ts";
import type { KernelCall, SimdKernel } from "./simd-kernel.ts";

/** Parts that the rows are summed in, at most; fixed, so that sums do not depend on the number of threads. */
const PARTS = 64;
/** Rows of a part, at least. */
const PART_ROWS = 32;

/** Two sums per channel over all rows: of x and x², or, given dy and the means, of dy and dy · (x - mean). */
function channelSums(
  backend: SimdBackend,
  x: number,
  dy: number,
  mean: number,
  rows: number,
  channels: number,
): [Float64Array, Float64Array] {
  const share = Math.max(PART_ROWS, Math.ceil(rows / PARTS));
  const parts = Math.ceil(rows / share);
  const width = Math.ceil(channels / 4) * 4;
  const first = new Float64Array(channels);
  const second = new Float64Array(channels);
  backend.scratch(parts * 2 * width * 8, (sums) => {
    backend.run("channelSums", [x, dy, mean, sums, rows, channels, share], [], parts, share * width * 2);
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

/** Runs a kernel over all rows in groups of about a thousand values. */
export function overRows(backend: SimdBackend, kernel: string, head: number[], rows: number, channels: number, tail: number[] = []): void {
  const group = Math.max(1, Math.round(1024 / channels));
  backend.run(kernel, [...head, rows, channels, group, ...tail], [], Math.ceil(rows / group), group * Math.ceil(channels / 4) * 3);
}

function forward({ inputs, attrs, backend }: KernelCall): TensorInfo[] {
  const { x, scale, offset } = requireFloats(FUSED.batchNorm, inputs, ["x", "scale", "offset"]);
  const { epsilon } = attrs as { epsilon: number };
  const channels = x.shape.at(-1)!;
  const rows = util.sizeFromShape(x.shape) / channels;
  const y = backend.output(x.shape, "float32");
  const mean = backend.output([channels], "float32");
  const variance = backend.output([channels], "float32");
  const [source, scales, offsets] = [x, scale, offset].map((tensor) => backend.input(tensor)) as [number, number, number];
  const [sum, squares] = channelSums(backend, source, 0, 0, rows, channels);
  backend.scratch(channels * 4, (factor) => {
    const [means, variances, factors, scaling] = [mean.address, variance.address, factor, scales].map((address) =>
      backend.heap.floats(address, channels),
    ) as [Float32Array, Float32Array, Float32Array, Float32Array];
    for (let c = 0; c < channels; c++) {
      const average = sum[c]! / rows;
      means[c] = average;
      variances[c] = Math.max(0, squares[c]! / rows - average * average);
      factors[c] = scaling[c]! / Math.sqrt(variances[c]! + epsilon);
    }
    overRows(backend, "normaliseRows", [source, mean.address, factor, offsets, y.address], rows, channels);
  });
  return [y.info, mean.info, variance.info];
}

/** With x̂ the normalised input and n rows: dx = scale/σ · (dy - mean(dy) - x̂ · mean(dy · x̂)). */
function backward({ inputs, attrs, backend }: KernelCall): TensorInfo[] {
  const { dy, x, scale, mean, variance } = requireFloats(FUSED.batchNormGrad, inputs, ["dy", "x", "scale", "mean", "variance"]);
  const { epsilon } = attrs as { epsilon: number };
  const channels = x.shape.at(-1)!;
  const rows = util.sizeFromShape(x.shape) / channels;
  const dx = backend.output(x.shape, "float32");
  const dscale = backend.output([channels], "float32");
  const doffset = backend.output([channels], "float32");
  const [above, source, scales] = [backend.input(dy), backend.input(x), backend.input(scale)];
  const [means, spread] = [backend.input(mean), backend.input(variance)];
  const [sum, products] = channelSums(backend, source, above, means, rows, channels);
  const room = Math.ceil(channels / 4) * 16;
  backend.scratch(3 * room, (table) => {
    const vector = (i: number): Float32Array => backend.heap.floats(table + i * room, channels);
    const [factors, shifts, slopes] = [vector(0), vector(1), vector(2)];
    const [scaling, variances, dscales, doffsets] = [scales, spread, dscale.address, doffset.address].map((address) =>
      backend.heap.floats(address, channels),
    ) as [Float32Array, Float32Array, Float32Array, Float32Array];
    for (let c = 0; c < channels; c++) {
      const inverse = 1 / Math.sqrt(variances[c]! + epsilon);
      doffsets[c] = sum[c]!;
      dscales[c] = products[c]! * inverse;
      factors[c] = scaling[c]! * inverse;
      shifts[c] = sum[c]! / rows;
      slopes[c] = (products[c]! * inverse * inverse) / rows;
    }
    overRows(backend, "normaliseRowsGradient", [source, means, table, table + room, dx.address], rows, channels, [above, table + 2 * room]);
  });
  return [dx.info, dscale.info, doffset.info];
}

/** Core's `FUSED.batchNorm`. */
export const batchNorm: SimdKernel = { name: FUSED.batchNorm, run: forward };
/** Core's `FUSED.batchNormGrad`. */
export const batchNormGradient: SimdKernel = { name: FUSED.batchNormGrad, run: backward };
