import { FUSED } from "@disentangle/core";
import { type TensorInfo, util } from "@tensorflow/tfjs";
import { requireFloats } from "./require-floats.ts";
import type { KernelCall, SimdKernel } from "./simd-kernel.ts";

function run({ inputs, attrs, backend }: KernelCall): TensorInfo[] {
  const names = ["points", "score", "kept", "keptScore", "first", "zeros"] as const;
  const { points, score, kept, keptScore, first, zeros } = requireFloats(FUSED.keepBest, inputs, names);
  const { met, zero } = inputs as { met: TensorInfo; zero?: TensorInfo };
  const { iteration, lowest } = attrs as { iteration: number; lowest: boolean };
  const outputs = [kept, keptScore, first, zeros].map((tensor) => backend.output(tensor.shape, "float32"));
  const look = [points, score, met, kept, keptScore, first, zeros].map((tensor) => backend.input(tensor));
  const targets = outputs.map(({ address }) => address);
  const size = util.sizeFromShape(points.shape.slice(1));
  const flags = zero === undefined ? 0 : backend.input(zero);
  const integers = [...look, flags, ...targets, size * 4, lowest ? 1 : 0];
  backend.run("keepBest", integers, [iteration], points.shape[0] ?? 0, size / 4 + 16);
  return outputs.map(({ info }) => info);
}

function runZeroRows({ inputs, backend }: KernelCall): TensorInfo {
  const { x } = requireFloats(FUSED.zeroRows, inputs, ["x"]);
  const [rows = 0] = x.shape;
  const { info, address } = backend.output([rows], "bool");
  const size = util.sizeFromShape(x.shape.slice(1));
  backend.run("zeroRows", [backend.input(x), address, size], [], rows, size / 8 + 4);
  return info;
}

/** Core's `FUSED.keepBest`. */
export const keepBest: SimdKernel = { name: FUSED.keepBest, run };
/** Core's `FUSED.zeroRows`. */
export const zeroRows: SimdKernel = { name: FUSED.zeroRows, run: runZeroRows };
