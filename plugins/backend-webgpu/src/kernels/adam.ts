import type { AdamAttributes } from "@disentangle/core";
import { util, type TensorInfo } from "@tensorflow/tfjs";
import type { GuardedBackend } from "../guarded-backend.ts";
import { runProgram, type Program } from "./program.ts";

const main = (value: string): string => `
fn main(index : i32) {
  if (index >= uniforms.size) { return; }
  setOutputAtIndex(index, ${value});
}`;

const moment = (name: string, power: string): Program => ({
  name,
  inputs: ["moment", "g", "w"],
  uniforms: { beta: "f32", rest: "f32", decay: "f32" },
  code: `
fn gradient(index : i32) -> f32 { return g[index] + uniforms.decay * w[index]; }
${main(`moment[index] * uniforms.beta + ${power} * uniforms.rest`)}`,
});

const FIRST = moment("Adam, first moment", "gradient(index)");
const SECOND = moment("Adam, second moment", "gradient(index) * gradient(index)");

const STEP = "w[index] - (m[index] / (sqrt(v[index]) + uniforms.epsilon)) * uniforms.rate";

const MOVE: Program = { name: "Adam, step", inputs: ["w", "m", "v"], uniforms: { epsilon: "f32", rate: "f32" }, code: main(STEP) };

/** Bounds repeat: a scalar, one row, or one number per coordinate. */
const MOVE_AND_PROJECT: Program = {
  name: "Adam, step and projection",
  inputs: ["w", "m", "v", "origin", "lower", "upper", "radius"],
  uniforms: { epsilon: "f32", rate: "f32", lowerSize: "i32", upperSize: "i32", rowSize: "i32" },
  code: `
fn project(index : i32, moved : f32) -> f32 {
  let reach = radius[index / uniforms.rowSize];
  let least = max(lower[index % uniforms.lowerSize], origin[index] - reach);
  let most = min(upper[index % uniforms.upperSize], origin[index] + reach);
  return min(max(moved, least), most);
}
${main(`project(index, ${STEP})`)}`,
};

/** Adam's step on weights: the kernel `FUSED.adam`, three passes. */
export function adam(
  backend: GuardedBackend,
  { w, g, m, v }: Readonly<Record<"w" | "g" | "m" | "v", TensorInfo>>,
  attributes: AdamAttributes,
): TensorInfo[] {
  const [first, second] = moments(backend, { w, g, m, v }, attributes);
  return [runProgram(backend, MOVE, [w, first, second], pace(attributes), w.shape), first, second];
}

/** Adam's step on points, then onto box and ball: the kernel `FUSED.adamProject`, three passes. */
export function adamProject(
  backend: GuardedBackend,
  inputs: Readonly<Record<"points" | "g" | "m" | "v" | "origin" | "lower" | "upper" | "radius", TensorInfo>>,
  attributes: AdamAttributes,
): TensorInfo[] {
  const { points, g, m, v, origin, lower, upper, radius } = inputs;
  const [first, second] = moments(backend, { w: points, g, m, v }, attributes);
  const [size, lowerSize, upperSize] = [points, lower, upper].map(({ shape }) => util.sizeFromShape(shape)) as [number, number, number];
  const values = { ...pace(attributes), lowerSize, upperSize, rowSize: size / (points.shape[0] as number) };
  const moved = runProgram(backend, MOVE_AND_PROJECT, [points, first, second, origin, lower, upper, radius], values, points.shape);
  return [moved, first, second];
}

function moments(
  backend: GuardedBackend,
  { w, g, m, v }: Readonly<Record<"w" | "g" | "m" | "v", TensorInfo>>,
  { beta1, beta2, decay }: AdamAttributes,
): [first: TensorInfo, second: TensorInfo] {
  const run = (program: Program, old: TensorInfo, beta: number): TensorInfo =>
    runProgram(backend, program, [old, g, w], { beta, rest: 1 - beta, decay }, w.shape);
  return [run(FIRST, m, beta1), run(SECOND, v, beta2)];
}

function pace({ learningRate, beta1, beta2, epsilon, step }: AdamAttributes): { readonly epsilon: number; readonly rate: number } {
  return { epsilon, rate: (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step) };
}
