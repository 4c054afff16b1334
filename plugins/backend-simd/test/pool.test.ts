import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { beforeAll, describe, test } from "vitest";
import { expectSame, noise, startSimd } from "./backends.ts";

const side = fc.integer({ min: 1, max: 9 });
const geometry = fc
  .record({
    shape: fc.tuple(fc.integer({ min: 0, max: 3 }), side, side, fc.integer({ min: 1, max: 9 })),
    filter: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
    stride: fc.integer({ min: 1, max: 4 }),
    pad: fc.constantFrom("same", "valid", 1),
  })
  .filter(({ shape, filter, pad }) => (pad === "same" ? true : [1, 2].every((axis) => shape[axis]! >= filter[axis - 1]!)));
const pools = { maxPool: tf.maxPool, avgPool: tf.avgPool };

describe.each([{ threads: 2 }, { build: "plain", threads: 1 }, { shared: false }] as const)("pooling and batch norm with %j", (options) => {
  beforeAll(() => startSimd(options));

  test.each(["maxPool", "avgPool"] as const)("%s and its gradient", async (name) => {
    await fc.assert(
      fc.asyncProperty(geometry, async ({ shape, filter, stride, pad }) => {
        await expectSame(() => {
          // Few different values, so that there are ties.
          const x = tf.round(tf.mul(noise(shape, 1), 3));
          const run = (a: tf.Tensor): tf.Tensor =>
            pools[name](a as tf.Tensor4D, filter, stride, pad as "same", pad === 1 ? "floor" : undefined);
          const y = run(x);
          return y.size === 0 ? [y] : [y, tf.grad((a: tf.Tensor) => tf.mul(run(a), noise(y.shape, 2)).sum())(x)];
        }, 5e-6);
      }),
      { numRuns: 120 },
    );
  });

  test("the largest of NaN and infinities", async () => {
    const x = (): tf.Tensor4D =>
      tf.tensor4d([NaN, 1, -Infinity, -Infinity, NaN, NaN, Infinity, 2, 3, NaN, -Infinity, -Infinity], [1, 2, 6, 1]);
    await expectSame(
      () => [tf.maxPool(x(), 2, 2, "valid"), tf.grad((a: tf.Tensor) => tf.maxPool(a as tf.Tensor4D, 2, 2, "valid").sum())(x())],
      0,
    );
  });

  test("batch norm with given statistics", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(side, side, fc.integer({ min: 1, max: 19 })),
        fc.boolean(),
        fc.boolean(),
        async (shape, scaled, shifted) => {
          const channels = shape[2];
          await expectSame(() => {
            const [mean, variance] = [noise([channels], 2) as tf.Tensor1D, tf.abs(noise([channels], 3)) as tf.Tensor1D];
            const offset = shifted ? (noise([channels], 4) as tf.Tensor1D) : undefined;
            const scale = scaled ? (noise([channels], 5) as tf.Tensor1D) : undefined;
            return [tf.batchNorm3d(noise(shape, 1) as tf.Tensor3D, mean, variance, offset, scale, 0.01)];
          }, 2e-5);
        },
      ),
      { numRuns: 40 },
    );
  });
});
