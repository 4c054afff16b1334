import { type TensorInfo, util } from "@tensorflow/tfjs";
import { overRows } from "./batch-norm.ts";
import type { KernelCall, SimdKernel } from "./simd-kernel.ts";

function run({ inputs, attrs, backend, fallback }: KernelCall): TensorInfo | TensorInfo[] {
  const { x, mean, variance } = inputs as Record<"x" | "mean" | "variance", TensorInfo>;
  const { scale, offset } = inputs as Partial<Record<"scale" | "offset", TensorInfo>>;
  const { varianceEpsilon = 0.001 } = attrs as { varianceEpsilon?: number };
  const channels = x.shape.at(-1) ?? 1;
  const vectors = [mean, variance, scale, offset].filter((tensor) => tensor != null);
  const size = util.sizeFromShape(x.shape);
  const fits = vectors.every((tensor) => tensor.dtype === "float32" && util.sizeFromShape(tensor.shape) === channels);
  if (x.dtype !== "float32" || !fits || size === 0) return fallback();
  const { info, address } = backend.output(x.shape, "float32");
  const [source, means, variances] = [x, mean, variance].map((tensor) => backend.input(tensor)) as [number, number, number];
  const [scales, offsets] = [scale, offset].map((tensor) => (tensor == null ? 0 : backend.input(tensor))) as [number, number];
  const room = Math.ceil(channels / 4) * 16;
  backend.scratch(2 * room, (table) => {
    const factors = backend.heap.floats(table, channels);
    const spread = backend.heap.floats(variances, channels);
    const scaling = scales === 0 ? undefined : backend.heap.floats(scales, channels);
    for (let c = 0; c < channels; c++) factors[c] = (scaling?.[c] ?? 1) / Math.sqrt(spread[c]! + varianceEpsilon);
    if (offsets === 0) backend.heap.floats(table + room, channels).fill(0);
    const head = [source, means, table, offsets === 0 ? table + room : offsets, address];
    overRows(backend, "normaliseRows", head, size / channels, channels, [0]);
  });
  return info;
}

/** Batch norm with given statistics; tfjs's `FusedBatchNorm`. */
export const fusedBatchNorm: SimdKernel = { name: "FusedBatchNorm", run };
