import type { TensorInfo } from "@tensorflow/tfjs";
import type { GuardedBackend } from "../guarded-backend.ts";
import { runProgram, type Program } from "./program.ts";

const RELU_GRADIENT: Program = {
  name: "ReLU gradient",
  inputs: ["dy", "y"],
  uniforms: {},
  code: `
fn main(index : i32) {
  if (index >= uniforms.size) { return; }
  setOutputAtIndex(index, select(0.0, dy[index], y[index] > 0.0));
}`,
};

/** dy where y > 0, else 0: the kernel `FUSED.reluGrad`, one pass. */
export function reluGradient(backend: GuardedBackend, dy: TensorInfo, y: TensorInfo): TensorInfo {
  return runProgram(backend, RELU_GRADIENT, [dy, y], {}, dy.shape);
}
