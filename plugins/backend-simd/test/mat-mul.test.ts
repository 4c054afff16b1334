import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { beforeAll, describe, test } from "vitest";
import { expectSame, noise, startSimd, tolerance } from "./backends.ts";

const size = fc.integer({ min: 1, max: 40 });
const product = fc.record({ m: fc.oneof(fc.constant(0), size), n: size, k: size, transposeA: fc.boolean(), transposeB: fc.boolean() });

const builds = [{ threads: 2 }, { build: "plain", threads: 1 }, { shared: false }] as const;

describe.each(builds)("matrix products with %j", (options) => {
  beforeAll(() => startSimd(options));

  test("agree with the CPU kernel, transposed or not, in broadcast batches", async () => {
    const batches = fc.constantFrom([[], []], [[3], [3]], [[3], [1]], [[1], [3]], [[2, 2], [2, 2]], [[0], [0]]); // prettier-ignore
    await fc.assert(
      fc.asyncProperty(product, batches, async ({ m, n, k, transposeA, transposeB }, [batchA, batchB]) => {
        const a = [...batchA, ...(transposeA ? [k, m] : [m, k])];
        const b = [...batchB, ...(transposeB ? [n, k] : [k, n])];
        await expectSame(() => [tf.matMul(noise(a, 1), noise(b, 2), transposeA, transposeB)], tolerance(k));
      }),
      { numRuns: 200 },
    );
  });

  test("with bias and activation agree with the CPU kernels", async () => {
    const activation = fc.constantFrom("linear", "relu", "relu6", "leakyrelu", "elu", "sigmoid");
    const shapes = fc.constantFrom("row", "matrix", "scalar");
    await fc.assert(
      fc.asyncProperty(product, activation, shapes, async ({ m, n, k, transposeA, transposeB }, name, shape) => {
        const bias = shape === "row" ? [n] : shape === "matrix" ? [m, n] : [1];
        const compute = (): tf.Tensor[] => [
          tf.fused.matMul({
            a: noise(transposeA ? [k, m] : [m, k], 1),
            b: noise(transposeB ? [n, k] : [k, n], 2),
            transposeA,
            transposeB,
            bias: noise(bias, 3),
            activation: name,
            leakyreluAlpha: 0.3,
          }),
        ];
        await expectSame(compute, tolerance(k));
      }),
      { numRuns: 100 },
    );
  });

  test("keep NaN, infinities and signs of zero", async () => {
    const compute = (): tf.Tensor[] => {
      const a = tf.tensor2d([NaN, 1, Infinity, 0, -0, 2, -Infinity, 3], [4, 2]);
      const b = tf.tensor2d([1, -1, 0, -0, 1, Infinity], [2, 3]);
      return [tf.matMul(a, b), tf.fused.matMul({ a, b, bias: tf.tensor1d([0, NaN, -0]), activation: "relu" })];
    };
    await expectSame(compute, 0);
  });

  test("of other types are left to the CPU kernel", async () => {
    await expectSame(() => [tf.matMul(tf.tensor2d([1, 2, 3, 4], [2, 2], "int32"), tf.tensor2d([5, 6, 7, 8], [2, 2], "int32"))], 0);
  });
});
