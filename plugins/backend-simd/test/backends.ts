import * as tf from "@tensorflow/tfjs";
import { configureSimd } from "@disentangle/backend-simd";
import { mendKernels } from "@disentangle/ops/mends";
import type { SimdOptions } from "@disentangle/backend-simd";
import { expect } from "vitest";

mendKernels("cpu", true);

/** Starts the simd backend afresh with these options and makes it the active one. */
export async function startSimd(options: SimdOptions = {}): Promise<void> {
  if (tf.findBackendFactory("simd") !== null && tf.findBackend("simd") !== null) tf.removeBackend("simd");
  configureSimd(options);
  expect(await tf.setBackend("simd")).toBe(true);
}

/** Values and shapes of what `compute` returns on a backend; everything else is disposed. */
export interface ComputedTensors {
  readonly shapes: number[][];
  readonly values: Float32Array[];
}

/** Runs `compute` on the backend of that name, which must have been started. */
export async function runOn(backend: "cpu" | "simd", compute: () => tf.Tensor[]): Promise<ComputedTensors> {
  await tf.setBackend(backend);
  const results = tf.tidy(compute);
  const outcome = { shapes: results.map((result) => result.shape), values: results.map((result) => Float32Array.from(result.dataSync())) };
  tf.dispose(results);
  return outcome;
}

/**
 * Expects the simd backend to compute what the CPU backend computes, to `tolerance` in every value; NaN
 * equals NaN.
 */
export async function expectSame(compute: () => tf.Tensor[], tolerance: number): Promise<void> {
  const expected = await runOn("cpu", compute);
  const actual = await runOn("simd", compute);
  expect(actual.shapes).toEqual(expected.shapes);
  for (const [i, values] of expected.values.entries()) expectClose(actual.values[i]!, values, tolerance);
}

/** Expects two arrays to agree to `tolerance` in every value; NaN equals NaN, infinities equal themselves. */
export function expectClose(actual: Float32Array, expected: Float32Array, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) {
    const close = Object.is(actual[i], value) || actual[i] === value || Math.abs(actual[i]! - value) <= tolerance;
    if (!close) expect.fail(`value ${i} is ${actual[i]}, not ${value} (tolerance ${tolerance})`);
  }
}

/** Fixed noise in [-1, 1): the same for the same seed on every backend. */
export function noise(shape: number[], seed: number): tf.Tensor {
  const size = shape.reduce((product, extent) => product * extent, 1);
  const values = new Float32Array(size);
  let state = (seed * 2_654_435_761 + 1) >>> 0;
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    values[i] = state / 2 ** 31 - 1;
  }
  return tf.tensor(values, shape);
}

/** Rounding errors allowed in a sum of `terms` products of values in [-1, 1]. */
export function tolerance(terms: number): number {
  return 2.4e-7 * Math.max(1, terms);
}
