import { FUSED } from "@disentangle/core";
import { batchNormTrain } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { registerSoftwareKernels, restoreKernels } from "../src/kernels/software.ts";
import { WebgpuBackend } from "../src/webgpu-backend.ts";
import { withoutAdapter } from "./software-adapter.ts";

const missing = await withoutAdapter();

/**
 * Images, filter, stride and padding: tiles that do not come out even, windows that reach over the border or
 * leave some of it out.
 */
const CONVOLUTIONS: readonly [
  x: [number, number, number, number],
  filter: [number, number, number, number],
  stride: [number, number],
  pad: number | "same" | "valid",
][] = [
  [[3, 7, 7, 5], [4, 4, 5, 9], [2, 2], 1],
  [[2, 9, 6, 3], [3, 2, 3, 11], [1, 3], "same"],
  [[5, 8, 8, 1], [5, 5, 1, 8], [1, 1], 2],
  // Whole strides of padding, and rows of zeros alone.
  [[2, 5, 5, 2], [3, 3, 2, 3], [1, 1], 3],
  // Windows apart: pixels that none of them sees.
  [[2, 11, 10, 4], [2, 2, 4, 7], [4, 3], "valid"],
  [[1, 6, 6, 17], [1, 1, 17, 16], [2, 2], 0],
  // The filter gradient is summed in parts, the last of fewer samples.
  [[37, 7, 7, 16], [3, 3, 16, 9], [1, 1], 0],
];

const PRODUCTS: readonly [a: number[], b: number[], transposeA: boolean, transposeB: boolean][] = [
  [[13, 9], [9, 10], false, false],
  [[9, 13], [9, 10], true, false],
  [[13, 9], [10, 9], false, true],
  [[2, 3, 6, 4], [2, 3, 5, 6], true, true],
  [[1, 1], [1, 1], false, false],
];

const uniform = (shape: readonly number[], seed: number): tf.Tensor => tf.randomUniform([...shape], -1, 1, "float32", seed);

/**
 * The numbers of some tensors as computed on both backends, and the largest difference relative to the
 * largest number.
 */
async function difference(compute: () => readonly tf.Tensor[]): Promise<number> {
  const on = async (backend: string): Promise<{ readonly shape: number[]; readonly values: Float32Array }[]> => {
    await tf.setBackend(backend);
    const tensors = tf.tidy(() => [...compute()]);
    const all = await Promise.all(tensors.map(async (tensor) => ({ shape: tensor.shape, values: (await tensor.data()) as Float32Array })));
    tf.dispose(tensors);
    return all;
  };
  const [expected, actual] = [await on("cpu"), await on("webgpu")];
  expect(actual.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape));
  return Math.max(
    ...expected.map(({ values }, i) => {
      const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-30);
      return values.reduce((most, value, k) => Math.max(most, Math.abs(value - (actual[i]?.values[k] ?? Number.NaN)) / scale), 0);
    }),
  );
}

describe.skipIf(missing !== undefined)("kernels for software adapters", () => {
  const backend = new WebgpuBackend({ powerPreference: "high-performance", adapter: "" });
  let software = false;
  beforeAll(async () => {
    software = (await backend.activate()).detail["software"] === true;
    // On a GPU they are not chosen, but are held to the same.
    if (!software) registerSoftwareKernels("webgpu");
  });
  afterAll(async () => {
    await tf.setBackend("cpu");
    await backend[Symbol.asyncDispose]();
  });

  test.each(CONVOLUTIONS)(
    "convolution of [%s] by [%s], stride [%s], padding %s, and both its gradients",
    async (x, filter, stride, pad) => {
      const run = (): tf.Tensor[] => {
        const [images, kernel] = [uniform(x, 1) as tf.Tensor4D, uniform(filter, 2) as tf.Tensor4D];
        const convolve = (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
          tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, stride, pad, "NHWC", 1, typeof pad === "number" ? "floor" : undefined);
        const y = convolve(images, kernel);
        return [y, ...tf.grads(convolve)([images, kernel], uniform(y.shape, 3))];
      };
      expect(await difference(run)).toBeLessThan(2e-6);
    },
  );

  test("convolution with bias and ReLU in its epilogue", async () => {
    const run = (): tf.Tensor[] => {
      const [x, filter] = [uniform([2, 6, 6, 3], 1) as tf.Tensor4D, uniform([3, 3, 3, 10], 2) as tf.Tensor4D];
      return [tf.fused.conv2d({ x, filter, strides: 2, pad: 1, dimRoundingMode: "floor", bias: uniform([10], 3), activation: "relu" })];
    };
    expect(await difference(run)).toBeLessThan(2e-6);
  });

  test.each(PRODUCTS)("product of [%s] and [%s], transposed %s and %s", async (a, b, transposeA, transposeB) => {
    expect(await difference(() => [tf.matMul(uniform(a, 1), uniform(b, 2), transposeA, transposeB)])).toBeLessThan(2e-6);
  });

  test("operations on a matrix and a vector, either first", async () => {
    const run = (): tf.Tensor[] => {
      const [matrix, vector] = [uniform([3, 5, 7], 1), uniform([7], 2)];
      const apply = (a: tf.Tensor, b: tf.Tensor): tf.Tensor[] => [
        tf.sub(a, b),
        tf.div(a, b.add(2)),
        tf.maximum(a, b),
        tf.cast(tf.greater(a, b), "float32"),
      ];
      return [...apply(matrix, vector), ...apply(vector, matrix), tf.add(vector, vector)];
    };
    expect(await difference(run)).toBeLessThan(2e-6);
  });

  test("batch norm of more rows than one invocation sums, off centre, and its gradients", async () => {
    const run = (): tf.Tensor[] => {
      const [x, scale, offset] = [uniform([50, 3, 3, 5], 1).add(4), uniform([5], 2), uniform([5], 3)];
      const { y, mean, variance } = batchNormTrain(x, scale as tf.Tensor1D, offset as tf.Tensor1D, 1e-5);
      const normalise = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor): tf.Tensor =>
        batchNormTrain(a, b as tf.Tensor1D, c as tf.Tensor1D, 1e-5).y;
      return [y, mean, variance, ...tf.grads(normalise)([x, scale, offset], uniform(x.shape, 4))];
    };
    expect(await difference(run)).toBeLessThan(2e-5);
  });

  test("are taken back for a GPU that follows, and only that", async () => {
    const kernels = (): ReadonlyMap<string, unknown> =>
      new Map(tf.getKernelsForBackend("webgpu").map(({ kernelName, kernelFunc }) => [kernelName, kernelFunc]));
    const changed = kernels();
    restoreKernels("webgpu");
    const originals = kernels();
    expect(originals.has(FUSED.batchNorm)).toBe(false);
    expect(originals.get("Conv2D")).not.toBe(changed.get("Conv2D"));
    expect(originals.get("Relu")).toBe(changed.get("Relu"));
    expect(originals.get(FUSED.adam)).toBe(changed.get(FUSED.adam));
    registerSoftwareKernels("webgpu");
    restoreKernels("webgpu");
    expect(kernels()).toEqual(originals);
    if (software) registerSoftwareKernels("webgpu");
  });
});
