import {
  backend_util,
  getKernel,
  registerKernel,
  unregisterKernel,
  type KernelFunc,
  type NamedAttrMap,
  type TensorInfo,
} from "@tensorflow/tfjs";
import type { GuardedBackend } from "../guarded-backend.ts";
import { filterGradient, forward, type Geometry } from "./software-convolution.ts";
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
  return forward(backend, where, x, filter, bias, attributes["activation"] === "relu");
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
  Conv2DBackpropFilter: (backend, { x, dy }, attributes) => {
    const where = geometry((x as TensorInfo).shape, attributes["filterShape"] as number[], attributes);
    return where && filterGradient(backend, where, x as TensorInfo, dy as TensorInfo);
  },
  BatchMatMul: multiply,
  _FusedMatMul: multiply,
};

/**
 * On an adapter played by a processor, replaces the kernels that are slow there: TensorFlow.js's share tiles within a workgroup, and wait
 * for each other at barriers, which such an adapter does one invocation after the other. A GPU keeps the originals. (The input gradient of a
 * convolution has no barriers there.)
 */
export function registerSoftwareKernels(backendName: string): void {
  for (const [kernelName, run] of Object.entries(KERNELS)) {
    const original = getKernel(kernelName, backendName);
    if (!original || replaced.has(kernelName)) continue;
    const kernelFunc: KernelFunc = (task) => {
      const backend = task.backend as GuardedBackend;
      const floats = Object.values(task.inputs).every((input) => input === undefined || input.dtype === "float32");
      const result = backend.software && floats ? run(backend, task.inputs as Inputs, task.attrs ?? {}) : undefined;
      return result ?? original.kernelFunc(task);
    };
    unregisterKernel(kernelName, backendName);
    registerKernel({ ...original, kernelFunc });
    replaced.add(kernelName);
  }
}

const replaced = new Set<string>();
