import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { expectSame, noise, startSimd } from "./backends.ts";

const shapes = fc.array(fc.integer({ min: 0, max: 7 }).map((size) => (size === 7 ? 33 : size)), { minLength: 1, maxLength: 4 }); // prettier-ignore
const types = fc.constantFrom("float32", "int32", "bool");
const values = (shape: number[], seed: number, dtype: string): tf.Tensor => {
  const x = noise(shape, seed);
  return dtype === "bool" ? tf.greater(x, 0) : tf.cast(tf.mul(x, 100), dtype as "float32");
};

/** A number below `size`, chosen by a seed. */
const pick = (seed: number, size: number): number => (size === 0 ? 0 : Math.abs(Math.imul(seed, 0x9e3779b1)) % size);

describe.each([{ threads: 2 }, { build: "plain", threads: 1 }, { shared: false }] as const)("movement with %j", (options) => {
  beforeAll(() => startSimd(options));

  test("slices, with steps and backwards", async () => {
    await fc.assert(
      fc.asyncProperty(shapes, types, fc.nat(), async (shape, dtype, seed) => {
        const begin = shape.map((size, axis) => pick(seed + axis, size));
        const size = shape.map((extent, axis) => (extent === 0 ? 0 : 1 + pick(seed + 7 * axis, extent - begin[axis]!)));
        await expectSame(() => {
          const x = values(shape, 1, dtype);
          const end = begin.map((first, axis) => first + size[axis]!);
          const steps = shape.map((_, axis) => 1 + pick(seed + 3 * axis, 3));
          const parts = [tf.slice(x, begin, size), tf.reverse(x, shape.flatMap((_, axis) => ((seed >> axis) & 1 ? [axis] : [])))]; // prettier-ignore
          return shape.includes(0) ? parts : [...parts, tf.stridedSlice(x, begin, end, steps)];
        }, 0);
      }),
      { numRuns: 100 },
    );
  });

  test("transposes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 1 }), types, async (order, dtype) => {
        const perm = order.map((axis) => order.filter((other) => other < axis).length);
        await expectSame(
          () => [
            tf.transpose(
              values(
                order.map((axis) => [3, 1, 17, 4, 6][axis]!),
                1,
                dtype,
              ),
              perm,
            ),
          ],
          0,
        );
      }),
      { numRuns: 60 },
    );
  });

  test("tensors side by side, and apart again", async () => {
    await fc.assert(
      fc.asyncProperty(shapes, types, fc.nat(3), fc.integer({ min: 1, max: 4 }), async (shape, dtype, along, count) => {
        const axis = along % shape.length;
        const own = (i: number): number[] => shape.map((size, other) => (other === axis ? size + i : size));
        await expectSame(() => {
          const tensors = Array.from({ length: count }, (_, i) => values(own(i), i, dtype));
          const alike = Array.from({ length: count }, (_, i) => values(shape, i, dtype));
          return [tf.concat(tensors, axis), tf.stack(alike, axis), ...tf.unstack(tensors[0]!, axis)];
        }, 0);
      }),
      { numRuns: 100 },
    );
  });

  test("padding and tiling", async () => {
    await fc.assert(
      fc.asyncProperty(shapes, types, fc.nat(), async (shape, dtype, seed) => {
        await expectSame(() => {
          const x = values(shape, 1, dtype);
          const padding = shape.map((_, axis): [number, number] => [pick(seed + axis, 3), pick(seed + 5 * axis, 4)]);
          const tiled = tf.tile(x, shape.map((_, axis) => 1 + pick(seed + axis, 3))); // prettier-ignore
          return [tf.pad(x, padding, dtype === "float32" ? 0.3 : 1), tiled];
        }, 0);
      }),
      { numRuns: 100 },
    );
    await expectSame(
      () => [tf.tile(noise([100, 1, 1, 64], 1), [1, 14, 15, 1]), tf.transpose(noise([300, 200], 1)), tf.pad(noise([90_000], 1), [[1, 2]])],
      0,
    );
  });

  test("slices by index, and the gradient", async () => {
    await fc.assert(
      fc.asyncProperty(shapes, fc.nat(3), fc.integer({ min: 0, max: 9 }), async (shape, along, count) => {
        const axis = along % shape.length;
        fc.pre(shape[axis]! > 0);
        await expectSame(() => {
          const indices = tf.tensor1d(
            Int32Array.from({ length: count }, (_, i) => pick(i + 3, shape[axis]!)),
            "int32",
          );
          const x = noise(shape, 1);
          const results = [tf.gather(x, indices, axis), tf.gather(values(shape, 1, "int32"), indices, axis)];
          return count === 0 || shape.includes(0)
            ? results
            : [...results, tf.grad((a: tf.Tensor) => tf.square(tf.gather(a, indices, axis)).sum())(x)];
        }, 1e-5);
      }),
      { numRuns: 60 },
    );
    expect(() => tf.gather(tf.ones([3]), tf.tensor1d([3], "int32"))).toThrow("is not in [0, 2]");
  });
});
