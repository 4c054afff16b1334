import {
  getKernel,
  registerKernel,
  unregisterKernel,
  util,
  type KernelBackend,
  type NamedAttrMap,
  type TensorInfo,
} from "@tensorflow/tfjs";
import { BACKEND } from "./inspect-addon.ts";

/** Lanes of the widest vectors of a processor. */
const LANES = 16;

const wrapped = new Set<string>();

/**
 * Lets sine and cosine of a number be the same wherever it stands in a tensor: on the processor the library
 * computes whole vectors in one way and what is left at the end in another, which differs in the last bit.
 * FONTS renders by them, and the image of a code must not depend on the batch it is rendered in.
 */
export function fillVectors(): void {
  for (const kernelName of ["Sin", "Cos"]) {
    const original = getKernel(kernelName, BACKEND);
    if (!original || wrapped.has(kernelName)) continue;
    wrapped.add(kernelName);
    unregisterKernel(kernelName, BACKEND);
    registerKernel({
      ...original,
      kernelFunc: (task) => {
        const x = task.inputs["x"] as TensorInfo;
        const size = util.sizeFromShape(x.shape);
        if (size % LANES === 0) return original.kernelFunc(task);
        const backend = task.backend as KernelBackend;
        const scratch: TensorInfo[] = [];
        const call = (kernel: string, tensor: TensorInfo, attrs: NamedAttrMap): TensorInfo => {
          const run = kernel === kernelName ? original : getKernel(kernel, BACKEND);
          scratch.push(run.kernelFunc({ inputs: { x: tensor }, attrs, backend }) as TensorInfo);
          return scratch.at(-1) as TensorInfo;
        };
        try {
          const flat = call("Reshape", { ...x }, { shape: [size] });
          const paddings: [number, number][] = [[0, LANES - (size % LANES)]];
          const values = call(kernelName, call("PadV2", flat, { paddings, constantValue: 0 }), {});
          call("Reshape", call("Slice", values, { begin: [0], size: [size] }), { shape: x.shape });
          return scratch.pop() as TensorInfo;
        } finally {
          for (const { dataId } of scratch) backend.disposeData(dataId);
        }
      },
    });
  }
}
