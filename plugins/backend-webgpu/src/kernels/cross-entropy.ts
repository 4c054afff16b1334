import type { TensorInfo } from "@tensorflow/tfjs";
import type { GuardedBackend } from "../guarded-backend.ts";
import { runProgram, type Program } from "./program.ts";

/** The largest logit of a row, and the sum of the exponentials of all relative to it. */
const ROW = `
fn largest(row : i32) -> f32 {
  var most = logits[row * uniforms.classes];
  for (var k = 1; k < uniforms.classes; k = k + 1) { most = max(most, logits[row * uniforms.classes + k]); }
  return most;
}

fn total(row : i32, most : f32) -> f32 {
  var sum = 0.0;
  for (var k = 0; k < uniforms.classes; k = k + 1) { sum = sum + exp(logits[row * uniforms.classes + k] - most); }
  return sum;
}
`;

const LOSS: Program = {
  name: "cross-entropy",
  inputs: ["logits", "labels"],
  uniforms: { classes: "i32" },
  code: `${ROW}
fn main(index : i32) {
  if (index >= uniforms.size) { return; }
  let most = largest(index);
  setOutputAtIndex(index, max(0.0, log(total(index, most)) + most - logits[index * uniforms.classes + labels[index]]));
}`,
};

const GRADIENT: Program = {
  name: "cross-entropy gradient",
  inputs: ["logits", "labels"],
  uniforms: { classes: "i32" },
  code: `${ROW}
fn main(index : i32) {
  if (index >= uniforms.size) { return; }
  let row = index / uniforms.classes;
  let most = largest(row);
  let share = exp(logits[index] - most) / total(row, most);
  setOutputAtIndex(index, share - select(0.0, 1.0, labels[row] == index % uniforms.classes));
}`,
};

/** Loss [B] and its gradient [B, K]: the kernel `FUSED.crossEntropy`, two passes. */
export function crossEntropy(backend: GuardedBackend, logits: TensorInfo, labels: TensorInfo): TensorInfo[] {
  const [rows = 0, classes = 0] = logits.shape;
  return [
    runProgram(backend, LOSS, [logits, labels], { classes }, [rows]),
    runProgram(backend, GRADIENT, [logits, labels], { classes }, [rows, classes]),
  ];
}
