import {
  backend_util,
  getKernel,
  registerKernel,
  unregisterKernel,
  type KernelFunc,
  type NamedAttrMap,
  type TensorInfo,
} from "@tensorflow/tfjs";
import { FUSED } from "@disentangle/core";
import type { GuardedBackend } from "../guarded-backend.ts";
import { batchNorm, batchNormGradient, type BatchNormAttributes } from "./batch-norm.ts";
import { filterGradient, forward, inputGradient, type Geometry } from "./software-convolution.ts";
import { product } from "./software-product.ts";

type Inputs = Readonly<Record<string, TensorInfo>>;
/** The result, or nothing where TensorFlow.js's own kernel is to run. */
type Run = (backend: GuardedBackend, inputs: Inputs, attributes: NamedAttrMap) => TensorInfo | undefined;

const simple = (activation: unknown): boolean => activation === undefined || activation === "linear" || activation === "relu";

function geometry(x: readonly number[], filter: readonly number[], attributes: NamedAttrMap): Geometry | undefined {
  const { strides, pad, dilations = [1, 1], dimRoundingMode, dataFormat = "NHWC" } = attributes;
  if (dataFormat !== "NHWC" || [dilations].flat().some((dilation) => dilation !== 1)) return undefined;
  return backend_util.computeConv2DInfo(
    [...x] as [number, number, number, number],
    [...filter] as [number, number, number, number],
    strides as [number, number],
    [1, 1],
    pad as number,
    dimRoundingMode as "floor",
    false,
  );
}

function convolve(backend: GuardedBackend, inputs: Inputs, attributes: NamedAttrMap): TensorInfo | undefined {
  const { x, filter, bias, preluActivationWeights } = inputs as Inputs & Record<"x" | "filter", TensorInfo>;
  const where = geometry(x.shape, filter.shape, attributes);
  if (where === undefined || preluActivationWeights || !simple(attributes["activation"])) return undefined;
  return forward(backend, where, x, filter, { bias, relu: attributes["activation"] === "relu" });
}

function multiply(backend: GuardedBackend, inputs: Inputs, attributes: NamedAttrMap): TensorInfo | undefined {
  const { a, b, bias, preluActivationWeights } = inputs as Inputs & Record<"a" | "b", TensorInfo>;
  if (a.shape.length !== b.shape.length || String(a.shape.slice(0, -2)) !== String(b.shape.slice(0, -2))) return undefined;
  if (preluActivationWeights || !simple(attributes["activation"])) return undefined;
  if (bias && bias.shape.length !== 1) return undefined;
  // Sizes that do not fit are told by the original.
  if (a.shape.at(attributes["transposeA"] ? -2 : -1) !== b.shape.at(attributes["transposeB"] ? -1 : -2)) return undefined;
  const { transposeA, transposeB, activation } = attributes as { transposeA: boolean; transposeB: boolean; activation?: string };
  return product(backend, a, b, { transposeA, transposeB, bias, relu: activation === "relu" });
}

const KERNELS: Readonly<Record<string, Run>> = {
  Conv2D: convolve,
  FusedConv2D: convolve,
  Conv2DBackpropInput: (backend, { dy, filter }, attributes) => {
    const where = geometry(attributes["inputShape"] as number[], (filter as TensorInfo).shape, attributes);
    return where && inputGradient(backend, where, dy as TensorInfo, filter as TensorInfo);
  },
  Conv2DBackpropFilter: (backend, { x, dy }, attributes) => {
    const where = geometry((x as TensorInfo).shape, attributes["filterShape"] as number[], attributes);
    return where && filterGradient(backend, where, x as TensorInfo, dy as TensorInfo);
  },
  BatchMatMul: multiply,
  _FusedMatMul: multiply,
};

/**
 * Of two tensors, number by number: TensorFlow.js's share a vector within a workgroup, but not a matrix of
 * one row.
 */
// oxfmt-ignore
const BINARY = [
  "Add", "Sub", "Multiply", "RealDiv", "FloorDiv", "Mod", "Pow", "Maximum", "Minimum", "SquaredDifference", "Atan2",
  "Equal", "NotEqual", "Greater", "GreaterEqual", "Less", "LessEqual", "LogicalAnd", "LogicalOr",
] as const;

const asRow = (tensor: TensorInfo, other: TensorInfo): TensorInfo =>
  tensor.shape.length === 1 && other.shape.length > 1 ? { ...tensor, shape: [1, ...tensor.shape] } : tensor;

/** Kernels of `@disentangle/ops` that only such an adapter gets: on a GPU they were never timed. */
const FUSED_KERNELS: Readonly<Record<string, (backend: GuardedBackend, inputs: Inputs, attributes: BatchNormAttributes) => TensorInfo[]>> =
  {
    [FUSED.batchNorm]: (backend, inputs, attributes) => batchNorm(backend, inputs as Parameters<typeof batchNorm>[1], attributes),
    [FUSED.batchNormGrad]: (backend, inputs, attributes) =>
      batchNormGradient(backend, inputs as Parameters<typeof batchNormGradient>[1], attributes),
  };

const originals = new Map<string, Original>();
type Original = NonNullable<ReturnType<typeof getKernel>>;

/**
 * On an adapter played by a processor, replaces the kernels that are slow there: TensorFlow.js's share tiles
 * within a workgroup, and wait for each other at barriers, which such an adapter does one invocation after
 * the other. A GPU keeps the originals.
 */
export function registerSoftwareKernels(backendName: string): void {
  const replace = (kernelName: string, make: (original: Original) => KernelFunc): void => {
    const original = getKernel(kernelName, backendName);
    if (!original || originals.has(kernelName)) return;
    originals.set(kernelName, original);
    unregisterKernel(kernelName, backendName);
    registerKernel({ ...original, kernelFunc: make(original) });
  };
  for (const [kernelName, run] of Object.entries(KERNELS)) {
    replace(kernelName, ({ kernelFunc }) => (task) => {
      const floats = Object.values(task.inputs).every((input) => input === undefined || input.dtype === "float32");
      const result = floats ? run(task.backend as GuardedBackend, task.inputs as Inputs, task.attrs ?? {}) : undefined;
      return result ?? kernelFunc(task);
    });
  }
  for (const kernelName of BINARY) {
    replace(kernelName, ({ kernelFunc }) => (task) => {
      const { a, b } = task.inputs as Record<"a" | "b", TensorInfo>;
      return kernelFunc({ ...task, inputs: { a: asRow(a, b), b: asRow(b, a) } });
    });
  }
  for (const [kernelName, run] of Object.entries(FUSED_KERNELS)) {
    if (getKernel(kernelName, backendName)) continue;
    const kernelFunc: KernelFunc = ({ inputs, attrs, backend }) =>
      run(backend as GuardedBackend, inputs as Inputs, attrs as unknown as BatchNormAttributes);
    registerKernel({ kernelName, backendName, kernelFunc });
  }
}

/** Takes back what {@link registerSoftwareKernels} did, for a GPU that follows in the same process. */
export function restoreKernels(backendName: string): void {
  for (const [kernelName, original] of originals) {
    unregisterKernel(kernelName, backendName);
    registerKernel(original);
  }
  originals.clear();
  for (const kernelName of Object.keys(FUSED_KERNELS)) if (getKernel(kernelName, backendName)) unregisterKernel(kernelName, backendName);
}
