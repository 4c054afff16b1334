import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { expectSame, noise, runOn, startSimd } from "./backends.ts";

const extent = fc.integer({ min: 0, max: 11 }).map((size) => (size > 8 ? 1 : size > 0 ? size : 37));
const cases = fc.array(fc.tuple(extent, fc.boolean()), { minLength: 1, maxLength: 5 }).map((axes) => ({
  shape: axes.map(([size]) => size),
  axes: axes.flatMap(([, reduced], axis) => (reduced ? [axis] : [])),
}));

describe.each([{ threads: 2 }, { build: "plain", threads: 1 }, { shared: false }] as const)("reductions with %j", (options) => {
  beforeAll(() => startSimd(options));

  test("of any axes", async () => {
    await fc.assert(
      fc.asyncProperty(cases, fc.boolean(), async ({ shape, axes }, keepDims) => {
        const compute = (): tf.Tensor[] => {
          const x = noise(shape, 1);
          const integers = tf.cast(tf.mul(x, 5), "int32");
          const flags = tf.greater(x, -0.9);
          const given = axes.map((axis) => axis - shape.length).toReversed();
          return [
            ...[tf.sum, tf.mean, tf.max, tf.min, tf.prod].map((reduce) => reduce(x, given, keepDims)),
            ...[tf.sum, tf.mean, tf.max, tf.min].map((reduce) => reduce(integers, axes, keepDims)),
            tf.sum(flags, axes, keepDims),
            tf.all(flags, axes, keepDims),
            tf.any(flags, axes, keepDims),
            ...shape.flatMap((_, axis) => [tf.argMax(x, axis), tf.argMin(x, axis), tf.argMax(integers, axis)]),
          ];
        };
        await expectSame(compute, 2e-6);
      }),
      { numRuns: 100 },
    );
  });

  test("of long axes, in parts", async () => {
    for (const [shape, axes] of [
      [[3, 20_001], [1]],
      [[5003, 9], [0]],
      [
        [7, 700, 18],
        [0, 1],
      ],
      [[2, 3000, 4], [1]],
      [[40_000], [0]],
      [[0, 5], [1]],
    ] as const) {
      // prettier-ignore
      await expectSame(() => [tf.sum, tf.mean, tf.max, tf.min].map((reduce) => reduce(noise([...shape], 1), [...axes])), 2e-5);
    }
  });

  test("of special values", async () => {
    await expectSame(() => {
      const x = tf.tensor2d([NaN, 1, 2, 3, 1, NaN, 3, 3, Infinity, 1, -Infinity, 0, -Infinity, -Infinity, -Infinity, -Infinity, 4, 4, 4, 4], [5, 4]); // prettier-ignore
      return [
        ...[tf.sum, tf.mean, tf.max, tf.min, tf.prod].flatMap((reduce) => [reduce(x, 1), reduce(x, 0)]),
        tf.argMax(x, 1),
        tf.argMin(x, 1),
        tf.argMax(x, 0),
      ];
    }, 0);
  });

  test("softmax and its logarithm", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1, max: 21 }), async (rows, classes) => {
        await expectSame(
          () => [tf.softmax(tf.mul(noise([rows, classes], 1), 40)), tf.logSoftmax(tf.mul(noise([rows, classes], 1), 40))],
          1e-5,
        );
      }),
      { numRuns: 30 },
    );
    await expectSame(() => [tf.softmax(tf.tensor2d([NaN, 1, Infinity, 1, -Infinity, 1, -Infinity, -Infinity, 800, -800], [5, 2]))], 1e-7);
  });
});

test("reductions are equal to the byte for every number of threads, and of a row wherever it stands", async () => {
  const compute = (x: tf.Tensor): tf.Tensor[] => [
    tf.sum(x),
    tf.mean(x, [1, 2]),
    tf.sum(x, 2),
    tf.sum(x, 0),
    tf.softmax(x),
    tf.argMax(x, 2),
  ];
  // Large terms that cancel: what is left of the small ones shows in which order they were added, in spite of
  // double precision.
  const cancelling = (): tf.Tensor[] => {
    const large = tf.mul(noise([30_001], 1), 1e13);
    const terms = tf.concat([large, noise([30_001], 2), tf.neg(large)]);
    return [tf.sum(terms), tf.sum(tf.reshape(terms, [-1, 3]), 0)];
  };
  const outcomes: Float32Array[][] = [];
  for (const threads of [1, 2, 3]) {
    await startSimd({ threads });
    outcomes.push((await runOn("simd", () => [...compute(noise([40, 70, 90], 1)), ...cancelling()])).values);
  }
  for (const outcome of outcomes) expect(outcome).toEqual(outcomes[0]);
  const part = (await runOn("simd", () => compute(noise([40, 70, 90], 1).slice([13], [5])))).values;
  for (const i of [1, 2, 4, 5]) {
    const row = outcomes[0]![i]!.length / 40;
    expect(part[i]).toEqual(outcomes[0]![i]!.slice(13 * row, 18 * row));
  }
});
