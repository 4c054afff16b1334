import type { DataType, TensorInfo } from "@tensorflow/tfjs";
import { BLOCK } from "./block.ts";
import type { KernelCall, SimdKernel } from "./simd-kernel.ts";
import { mapValues } from "./unary.ts";

const KERNELS: Readonly<Record<string, string>> = {
  "int32 float32": "intsToFloats",
  "bool float32": "flagsToFloats",
  "bool int32": "flagsToInts",
  "float32 int32": "floatsToInts",
  "float32 bool": "floatsToFlags",
  "int32 bool": "intsToFlags",
};

function run({ inputs, attrs, backend, fallback }: KernelCall): TensorInfo | TensorInfo[] {
  const { x } = inputs as Record<"x", TensorInfo>;
  const { dtype } = attrs as { dtype: DataType };
  // Unlike the CPU kernel, which shares the values between types, since in the heap a type is a layout.
  const kernel = KERNELS[`${x.dtype} ${dtype}`];
  return kernel === undefined ? fallback() : mapValues(backend, kernel, x, dtype, [], BLOCK);
}

/** Another type; tfjs's `Cast`. */
export const cast: SimdKernel = { name: "Cast", run };
