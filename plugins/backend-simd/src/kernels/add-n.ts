import type { TensorInfo } from "@tensorflow/tfjs";
import { combine } from "./binary.ts";
import type { KernelCall, SimdKernel } from "./simd-kernel.ts";

function run({ inputs, backend, fallback }: KernelCall): TensorInfo | TensorInfo[] {
  const tensors = Object.values(inputs) as TensorInfo[];
  const [first, second] = tensors;
  const same = tensors.every((tensor) => tensor.dtype === "float32" && tensor.shape.join() === first!.shape.join());
  if (!same || first === undefined || second === undefined) return fallback();
  let sum = combine(backend, "add", first, second, "float32")!;
  for (const tensor of tensors.slice(2)) {
    const before = sum;
    sum = combine(backend, "add", before, tensor, "float32")!;
    backend.disposeIntermediateTensorInfo(before);
  }
  return sum;
}

/** The sum of tensors of one shape, in their order; tfjs's `AddN`. */
export const addN: SimdKernel = { name: "AddN", run };
