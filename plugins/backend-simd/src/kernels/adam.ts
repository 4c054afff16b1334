import { type AdamAttributes, FUSED } from "@disentangle/core";
import { getKernel, type NamedAttrMap, type TensorInfo, util } from "@tensorflow/tfjs";
import type { SimdBackend } from "../simd-backend.ts";
import { BLOCK, blockCount } from "./block.ts";
import { requireFloats } from "./require-floats.ts";
import type { KernelCall, SimdKernel } from "./simd-kernel.ts";

function realArguments(attrs: NamedAttrMap): number[] {
  const { learningRate, beta1, beta2, epsilon, decay, step } = attrs as unknown as AdamAttributes;
  const rate = (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
  return [rate, beta1, 1 - beta1, beta2, 1 - beta2, epsilon, decay];
}

/** Makes the outputs [w, m, v] and returns the first eight whole arguments with them. */
function prepare(
  backend: SimdBackend,
  w: TensorInfo,
  g: TensorInfo | undefined,
  m: TensorInfo,
  v: TensorInfo,
): { outputs: TensorInfo[]; head: number[] } {
  const outputs = [w, m, v].map((tensor) => backend.output(tensor.shape, "float32"));
  const inputs = [w, g, m, v].map((tensor) => (tensor ? backend.input(tensor) : 0));
  const head = [...inputs, ...outputs.map((output) => output.address), util.sizeFromShape(w.shape)];
  return { outputs: outputs.map((output) => output.info), head };
}

function step({ inputs, attrs, backend }: KernelCall): TensorInfo[] {
  const { w, g, m, v } = requireFloats(FUSED.adam, inputs, ["w", "g", "m", "v"]);
  const { outputs, head } = prepare(backend, w, g, m, v);
  backend.run("adam", head, realArguments(attrs), blockCount(head[7]!), BLOCK * 3);
  return outputs;
}

function stepAll({ inputs, attrs, backend }: KernelCall): TensorInfo[] {
  const reals = realArguments(attrs);
  const all: TensorInfo[] = [];
  for (let i = 0; `w${i}` in inputs; i++) {
    const names = [`w${i}`, `m${i}`, `v${i}`, `g${i}`].filter((name) => name in inputs || !name.startsWith("g"));
    requireFloats(FUSED.adamAll, inputs, names);
    const [w, m, v] = names.map((name) => inputs[name]) as [TensorInfo, TensorInfo, TensorInfo];
    const { outputs, head } = prepare(backend, w, inputs[`g${i}`], m, v);
    backend.run("adam", head, reals, blockCount(head[7]!), BLOCK * 3);
    all.push(...outputs);
  }
  return all;
}

/** How a bound lies in memory: 0 one number, 1 one row, 2 as many as points. */
function boundKind(bound: TensorInfo, points: TensorInfo): number | undefined {
  const size = util.sizeFromShape(bound.shape);
  if (size === 1) return 0;
  if (bound.shape.join() === points.shape.join()) return 2;
  const row = points.shape.slice(1);
  const own = bound.shape.length === points.shape.length && bound.shape[0] === 1 ? bound.shape.slice(1) : bound.shape;
  return own.join() === row.join() ? 1 : undefined;
}

function project({ inputs, attrs, backend }: KernelCall): TensorInfo[] {
  const names = ["points", "g", "m", "v", "origin", "lower", "upper", "radius"] as const;
  const { points, g, m, v, origin, lower, upper, radius } = requireFloats(FUSED.adamProject, inputs, names);
  const [rows = 1] = points.shape;
  const kinds = [lower, upper].map((bound) => boundKind(bound, points));
  // Bounds of other shapes that broadcast (one number per channel, say) are written out.
  const bounds = [lower, upper].map((bound, i) => (kinds[i] === undefined ? broadcastTo(backend, bound, points.shape) : bound));
  const { outputs, head } = prepare(backend, points, g, m, v);
  const [low, high] = bounds.map((bound) => backend.input(bound)) as [number, number];
  const size = util.sizeFromShape(points.shape.slice(1));
  const tail = [backend.input(origin), low, kinds[0] ?? 2, high, kinds[1] ?? 2, backend.input(radius), size];
  backend.run("adamProject", [...head, ...tail], realArguments(attrs), size === 0 ? 0 : rows, size * 4);
  for (const [i, bound] of bounds.entries()) if (kinds[i] === undefined) backend.disposeIntermediateTensorInfo(bound);
  return outputs;
}

function broadcastTo(backend: SimdBackend, tensor: TensorInfo, shape: number[]): TensorInfo {
  const own = [...shape.slice(tensor.shape.length).map(() => 1), ...tensor.shape];
  const reps = shape.map((extent, axis) => (own[axis] === extent ? 1 : extent));
  return getKernel("Tile", "simd").kernelFunc({ inputs: { x: { ...tensor, shape: own } }, attrs: { reps }, backend }) as TensorInfo;
}

/** Core's `FUSED.adam`. */
export const adam: SimdKernel = { name: FUSED.adam, run: step };
/** Core's `FUSED.adamAll`. */
export const adamAll: SimdKernel = { name: FUSED.adamAll, run: stepAll };
/** Core's `FUSED.adamProject`. */
export const adamProject: SimdKernel = { name: FUSED.adamProject, run: project };
