import { util, type TensorInfo } from "@tensorflow/tfjs";
import type { GuardedBackend } from "../guarded-backend.ts";
import { runProgram, type Program } from "./program.ts";

/**
 * Rows of x whose sum one invocation computes: rounding grows with this number and with that of such sums,
 * not with their product.
 */
const ROWS = 128;

/** Sums over {@link ROWS} rows per channel of two numbers: the second sums stand behind all of the first. */
const partialSums = (name: string, inputs: readonly string[], values: readonly string[]): Program => ({
  name,
  inputs,
  uniforms: { rows: "i32", channels: "i32", epsilon: "f32" },
  code: `
fn main(index : i32) {
  if (index >= uniforms.size${values.length > 1 ? ` / ${values.length}` : ""}) { return; }
  let channel = index % uniforms.channels;
  let first = index / uniforms.channels * ${ROWS};
${values.map((_, n) => `  var sum${n} = 0.0;`).join("\n")}
  for (var row = first; row < min(first + ${ROWS}, uniforms.rows); row = row + 1) {
    let at = row * uniforms.channels + channel;
${values.map((value, n) => `    sum${n} = sum${n} + ${value};`).join("\n")}
  }
${values.map((_, n) => `  setOutputAtIndex(index + ${n} * (uniforms.size / ${values.length}), sum${n});`).join("\n")}
}`,
});

const SUM = partialSums("batch norm, sums", ["x"], ["x[at]"]);
const SQUARES = partialSums("batch norm, squares", ["x", "mean"], ["(x[at] - mean[channel]) * (x[at] - mean[channel])"]);
const GRADIENT_SUMS = partialSums(
  "batch norm, sums of the gradient",
  ["dy", "x", "mean", "variance"],
  ["dy[at]", "dy[at] * (x[at] - mean[channel]) * inverseSqrt(variance[channel] + uniforms.epsilon)"],
);

const TOTAL: Program = {
  name: "batch norm, total",
  inputs: ["sums"],
  uniforms: { start: "i32", parts: "i32", factor: "f32" },
  code: `
fn main(index : i32) {
  if (index >= uniforms.size) { return; }
  var sum = 0.0;
  for (var part = 0; part < uniforms.parts; part = part + 1) { sum = sum + sums[uniforms.start + part * uniforms.size + index]; }
  setOutputAtIndex(index, sum * uniforms.factor);
}`,
};

/** Of value y: forward and backward must agree on its sign, for ReLU to be undone exactly. */
const overNormalised = (name: string, more: readonly string[], uniforms: Program["uniforms"], value: string): Program => ({
  name,
  inputs: ["x", "scale", "offset", "mean", "variance", ...more],
  uniforms: { channels: "i32", epsilon: "f32", ...uniforms },
  code: `
fn main(index : i32) {
  if (index >= uniforms.size) { return; }
  let c = index % uniforms.channels;
  let y = (x[index] - mean[c]) * (scale[c] / sqrt(variance[c] + uniforms.epsilon)) + offset[c];
  setOutputAtIndex(index, ${value});
}`,
});

const NORMALISE = overNormalised("batch norm", [], { relu: "i32" }, "select(y, 0.0, uniforms.relu == 1 && y < 0.0)");
/** dy where ReLU let y through. */
const RECTIFIED = overNormalised("batch norm, gradient of ReLU", ["dy"], {}, "select(0.0, dy[index], y > 0.0)");

/** Running statistics: a share of those of the batch, which may lack a bias. */
const MOVE: Program = {
  name: "batch norm, running statistics",
  inputs: ["before", "batch", "bias"],
  uniforms: { momentum: "f32", factor: "f32", biased: "f32" },
  code: `
fn main(index : i32) {
  if (index >= uniforms.size) { return; }
  let now = batch[index] * uniforms.factor + bias[index] * uniforms.biased;
  setOutputAtIndex(index, before[index] * (1.0 - uniforms.momentum) + now * uniforms.momentum);
}`,
};

const GRADIENT: Program = {
  name: "batch norm gradient",
  inputs: ["dy", "x", "scale", "mean", "variance", "dscale", "doffset"],
  uniforms: { channels: "i32", epsilon: "f32", share: "f32" },
  code: `
fn main(index : i32) {
  if (index >= uniforms.size) { return; }
  let c = index % uniforms.channels;
  let inverse = inverseSqrt(variance[c] + uniforms.epsilon);
  let interaction = (x[index] - mean[c]) * inverse * dscale[c] * uniforms.share;
  setOutputAtIndex(index, (dy[index] - doffset[c] * uniforms.share - interaction) * scale[c] * inverse);
}`,
};

type Inputs<Needed extends string, Optional extends string> = Readonly<Record<Needed, TensorInfo> & Partial<Record<Optional, TensorInfo>>>;

/** Attributes of the forward pass. */
export interface BatchNormAttributes {
  readonly epsilon: number;
  readonly relu?: boolean;
  readonly momentum?: number;
}

/**
 * Batch norm with the statistics of the batch: the kernel `FUSED.batchNorm`, five passes, two of them over
 * few numbers, and two for running statistics.
 */
export function batchNorm(
  backend: GuardedBackend,
  { x, scale, offset, runningMean, runningVariance, bias }: Inputs<"x" | "scale" | "offset", "runningMean" | "runningVariance" | "bias">,
  { epsilon, relu = false, momentum = 0 }: BatchNormAttributes,
): TensorInfo[] {
  const { rows, channels, parts } = sizes(x, scale);
  const average = (program: Program, inputs: readonly TensorInfo[]): TensorInfo => {
    const sums = runProgram(backend, program, inputs, { rows, channels, epsilon }, [parts, channels]);
    const total = runProgram(backend, TOTAL, [sums], { start: 0, parts, factor: 1 / rows }, [channels]);
    backend.disposeData(sums.dataId);
    return total;
  };
  const mean = average(SUM, [x]);
  const variance = average(SQUARES, [x, mean]);
  const y = runProgram(backend, NORMALISE, [x, scale, offset, mean, variance], { channels, epsilon, relu: relu ? 1 : 0 }, x.shape);
  if (runningMean === undefined || runningVariance === undefined) return [y, mean, variance];
  const moved = (before: TensorInfo, batch: TensorInfo, factor: number, added?: TensorInfo): TensorInfo =>
    runProgram(backend, MOVE, [before, batch, added ?? batch], { momentum, factor, biased: added ? 1 : 0 }, [channels]);
  return [y, mean, variance, moved(runningMean, mean, 1, bias), moved(runningVariance, variance, rows / (rows - 1))];
}

/**
 * Its gradient in the input, scale and offset: the kernel `FUSED.batchNormGrad`, four passes, two of them
 * over few numbers, and one before where ReLU followed, told by the offset.
 */
export function batchNormGradient(
  backend: GuardedBackend,
  { dy: above, x, scale, mean, variance, offset }: Inputs<"dy" | "x" | "scale" | "mean" | "variance", "offset">,
  { epsilon }: BatchNormAttributes,
): TensorInfo[] {
  const { rows, channels, parts } = sizes(x, scale);
  const size = parts * channels;
  const dy = offset ? runProgram(backend, RECTIFIED, [x, scale, offset, mean, variance, above], { channels, epsilon }, x.shape) : above;
  const sums = runProgram(backend, GRADIENT_SUMS, [dy, x, mean, variance], { rows, channels, epsilon }, [2, parts, channels], size);
  const total = (start: number): TensorInfo => runProgram(backend, TOTAL, [sums], { start, parts, factor: 1 }, [channels]);
  const [doffset, dscale] = [total(0), total(size)];
  const values = { channels, epsilon, share: 1 / rows };
  const dx = runProgram(backend, GRADIENT, [dy, x, scale, mean, variance, dscale, doffset], values, x.shape);
  backend.disposeData(sums.dataId);
  if (dy !== above) backend.disposeData(dy.dataId);
  return [dx, dscale, doffset];
}

function sizes(x: TensorInfo, scale: TensorInfo): { readonly rows: number; readonly channels: number; readonly parts: number } {
  const channels = util.sizeFromShape(scale.shape);
  const rows = util.sizeFromShape(x.shape) / channels;
  return { rows, channels, parts: Math.ceil(rows / ROWS) };
}
