import { FUSED } from "@disentangle/core";
import { type TensorInfo, util } from "@tensorflow/tfjs";
import { BLOCK, blockCount } from "./block.ts";
import { requireFloats } from "./require-floats.ts";
import type { KernelCall, SimdKernel } from "./simd-kernel.ts";

function run({ inputs, attrs, backend }: KernelCall): TensorInfo {
  const { dy, x } = requireFloats(FUSED.betweenGrad, inputs, ["dy", "x"]);
  const { low, high, open } = attrs as unknown as { low: number; high: number; open: boolean };
  const { info, address } = backend.output(dy.shape, "float32");
  const size = util.sizeFromShape(dy.shape);
  const whole = [backend.input(dy), backend.input(x), address, size, open ? 1 : 0];
  backend.run("betweenGradient", whole, [low, high], blockCount(size), BLOCK / 2);
  return info;
}

/** Core's `FUSED.betweenGrad`. */
export const betweenGradient: SimdKernel = { name: FUSED.betweenGrad, run };
