import { type TensorInfo, util } from "@tensorflow/tfjs";
import { BLOCK, blockCount } from "./block.ts";
import type { KernelCall, SimdKernel } from "./simd-kernel.ts";

function run({ inputs, backend, fallback }: KernelCall): TensorInfo | TensorInfo[] {
  const { condition, t, e } = inputs as Record<"condition" | "t" | "e", TensorInfo>;
  const size = util.sizeFromShape(t.shape);
  const fits = condition.dtype === "bool" && t.dtype === e.dtype && (t.dtype === "float32" || t.dtype === "int32");
  if (!fits || util.sizeFromShape(condition.shape) !== size || util.sizeFromShape(e.shape) !== size) return fallback();
  const { info, address } = backend.output(t.shape, t.dtype);
  const integers = [backend.input(condition), backend.input(t), address, size, backend.input(e)];
  backend.run("select", integers, [], blockCount(size), BLOCK);
  return info;
}

/** One tensor where a condition holds, else another; tfjs's `Select`. */
export const select: SimdKernel = { name: "Select", run };
