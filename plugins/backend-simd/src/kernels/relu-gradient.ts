import { FUSED } from "@disentangle/core";
import { type TensorInfo, util } from "@tensorflow/tfjs";
import { BLOCK, blockCount } from "./block.ts";
import { requireFloats } from "./require-floats.ts";
import type { KernelCall, SimdKernel } from "./simd-kernel.ts";

function run({ inputs, backend }: KernelCall): TensorInfo {
  const { dy, y } = requireFloats(FUSED.reluGrad, inputs, ["dy", "y"]);
  const { info, address } = backend.output(dy.shape, "float32");
  const size = util.sizeFromShape(dy.shape);
  backend.run("reluGradient", [backend.input(dy), backend.input(y), address, size], [], blockCount(size), BLOCK / 2);
  return info;
}

/** Core's `FUSED.reluGrad`. */
export const reluGradient: SimdKernel = { name: FUSED.reluGrad, run };
