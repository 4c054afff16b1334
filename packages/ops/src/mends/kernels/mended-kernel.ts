import { getKernel, registerKernel, unregisterKernel } from "@tensorflow/tfjs";
import type { KernelBackend, KernelConfig, KernelFunc, NamedAttrMap, NamedTensorInfoMap, TensorInfo } from "@tensorflow/tfjs";
import { broadcastBatches } from "./broadcast-batches.ts";
import { copiedFirst } from "./copied-first.ts";
import { emptyIsTrue } from "./empty-is-true.ts";
import { imageByImage } from "./image-by-image.ts";
import { loneLettersSummed } from "./lone-letters-summed.ts";
import type { CpuLike, Mend } from "./mend.ts";
import { paddedInEveryDirection } from "./padded-in-every-direction.ts";
import { paddedVolume } from "./padded-volume.ts";

const CONVOLUTIONS = ["Conv2D", "FusedConv2D", "Conv2DBackpropFilter", "Conv2DBackpropInput"];
const DEPTHWISE = [
  "DepthwiseConv2dNative",
  "FusedDepthwiseConv2D",
  "DepthwiseConv2dNativeBackpropFilter",
  "DepthwiseConv2dNativeBackpropInput",
];
const POOLS = ["MaxPool", "AvgPool", "MaxPoolGrad", "AvgPoolGrad", "MaxPoolWithArgmax"];
const VOLUMES = ["Conv3D", "Conv3DBackpropFilterV2", "Conv3DBackpropInputV2", "MaxPool3D", "AvgPool3D"];

const mends: Readonly<Record<string, Mend>> = {
  All: emptyIsTrue,
  BatchMatMul: broadcastBatches,
  _FusedMatMul: broadcastBatches,
  Einsum: loneLettersSummed,
  TensorScatterUpdate: copiedFirst,
  Transform: imageByImage,
  ...Object.fromEntries([...CONVOLUTIONS, ...DEPTHWISE, ...POOLS].map((name) => [name, paddedInEveryDirection])),
  ...Object.fromEntries(VOLUMES.map((name) => [name, paddedVolume(name)])),
};

/** Mends that need kernels alone, no look into the memory of `cpu`. */
const portable: readonly string[] = [...CONVOLUTIONS, ...DEPTHWISE, ...POOLS, "BatchMatMul", "_FusedMatMul", "Einsum", "Transform"];

/**
 * A kernel of TensorFlow.js's `cpu` backend (or of one that extends it) with the cases mended that 4.22
 * computes wrongly; other kernels as they are. For others than those cases the very kernel runs.
 *
 * @param find finds another kernel of the backend by name
 */
export function mendedKernel(config: KernelConfig, find: (name: string) => KernelFunc): KernelConfig {
  const mend = mends[config.kernelName];
  if (mend === undefined) return config;
  const { kernelFunc } = config;
  const right: KernelFunc = (task) => {
    const { backend } = task;
    const run =
      (of: KernelFunc) =>
      (inputs: NamedTensorInfoMap, attrs: NamedAttrMap = {}) =>
        of({ inputs, attrs, backend }) as TensorInfo;
    const kernel = (name: string, inputs: NamedTensorInfoMap, attrs?: NamedAttrMap): TensorInfo => run(find(name))(inputs, attrs);
    const dispose = ({ dataId }: TensorInfo): void => void (backend as KernelBackend).disposeData(dataId);
    const call = { inputs: task.inputs, attrs: task.attrs ?? {}, plain: run(kernelFunc), kernel, dispose, backend: backend as CpuLike };
    return mend(call) ?? kernelFunc(task);
  };
  mended.add(right);
  return { ...config, kernelFunc: right };
}

/** Kernels that are mended already. */
const mended = new WeakSet<KernelFunc>();

/**
 * Registers anew the kernels of a backend that give wrong numbers in some case: see {@link mendedKernel}.
 *
 * @param name the backend, by its name in TensorFlow.js
 * @param cpuLike whether it keeps its numbers as `cpu` does; otherwise the mends that need that are left out
 */
export function mendKernels(name: string, cpuLike: boolean): void {
  const find = (kernel: string): KernelFunc => getKernel(kernel, name).kernelFunc;
  for (const kernel of cpuLike ? Object.keys(mends) : portable) {
    const config = getKernel(kernel, name) as KernelConfig | undefined;
    if (config === undefined || mended.has(config.kernelFunc)) continue;
    // Without this TensorFlow.js warns on the console.
    unregisterKernel(kernel, name);
    registerKernel(mendedKernel(config, find));
  }
}
