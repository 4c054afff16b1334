import { FUSED, type AdamAttributes } from "@disentangle/core";
import { getKernel, registerKernel, type KernelFunc, type TensorInfo } from "@tensorflow/tfjs";
import type { GuardedBackend } from "../guarded-backend.ts";
import { adam, adamProject } from "./adam.ts";
import { affine, affineGradImages, affineGradParameters } from "./affine.ts";
import { crossEntropy } from "./cross-entropy.ts";
import { reluGradient } from "./relu-gradient.ts";

type Inputs<Names extends string> = Readonly<Record<Names, TensorInfo>>;
type Run = (backend: GuardedBackend, inputs: Inputs<string>, attributes: unknown) => TensorInfo | TensorInfo[];

const KERNELS: Readonly<Record<string, Run>> = {
  [FUSED.adam]: (backend, inputs, attributes) => adam(backend, inputs, attributes as AdamAttributes),
  [FUSED.adamProject]: (backend, inputs, attributes) => adamProject(backend, inputs, attributes as AdamAttributes),
  [FUSED.affine]: (backend, inputs) => {
    const { images, parameters } = inputs as Inputs<"images" | "parameters">;
    return affine(backend, images, parameters);
  },
  [FUSED.affineGradParameters]: (backend, inputs) => {
    const { dy, images, parameters } = inputs as Inputs<"dy" | "images" | "parameters">;
    return affineGradParameters(backend, dy, images, parameters);
  },
  [FUSED.affineGradImages]: (backend, inputs) => {
    const { dy, images, parameters } = inputs as Inputs<"dy" | "images" | "parameters">;
    return affineGradImages(backend, dy, images, parameters);
  },
  [FUSED.crossEntropy]: (backend, inputs) => {
    const { logits, labels } = inputs as Inputs<"logits" | "labels">;
    return crossEntropy(backend, logits, labels);
  },
  [FUSED.reluGrad]: (backend, inputs) => {
    const { dy, y } = inputs as Inputs<"dy" | "y">;
    return reluGradient(backend, dy, y);
  },
};

/** Registers the fused kernels of `@disentangle/ops` under the backend's name, once. */
export function registerKernels(backendName: string): void {
  for (const [kernelName, run] of Object.entries(KERNELS)) {
    if (getKernel(kernelName, backendName)) continue;
    const kernelFunc: KernelFunc = ({ inputs, attrs, backend }) => run(backend as GuardedBackend, inputs as Inputs<string>, attrs);
    registerKernel({ kernelName, backendName, kernelFunc });
  }
}
