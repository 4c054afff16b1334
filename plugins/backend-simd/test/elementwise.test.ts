import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { expectSame, noise, runOn, startSimd } from "./backends.ts";

const special = [NaN, Infinity, -Infinity, 0, -0, 1, -1, 0.5, 1.5, 2.5, -2.5, 1e-40, 3e38, -3e38, 1e-8, 88.9, -104, 7];
const pairs = special.flatMap((a) => special.map((b) => [a, b] as const));

/** Values, with the sign of zeros. */
async function expectIdentical(compute: () => tf.Tensor[]): Promise<void> {
  const expected = await runOn("cpu", compute);
  const actual = await runOn("simd", compute);
  expect(actual).toEqual(expected);
}

const arithmetic = [tf.add, tf.sub, tf.mul, tf.div, tf.maximum, tf.minimum];
const comparisons = [tf.equal, tf.notEqual, tf.less, tf.lessEqual, tf.greater, tf.greaterEqual];
type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;
const kernel = (name: string, inputs: Record<string, tf.Tensor>, attrs: object = {}): tf.Tensor =>
  tf.engine().runKernel(name, inputs, attrs as tf.NamedAttrMap);

const exact: Record<string, (x: tf.Tensor) => tf.Tensor> = {
  neg: tf.neg,
  abs: tf.abs,
  relu: tf.relu,
  relu6: tf.relu6,
  sqrt: tf.sqrt,
  square: tf.square,
  sign: tf.sign,
  floor: tf.floor,
  ceil: tf.ceil,
  round: tf.round,
  reciprocal: tf.reciprocal,
  isNaN: tf.isNaN,
  isInf: tf.isInf,
  isFinite: tf.isFinite,
  leakyRelu: (x) => tf.leakyRelu(x, 0.25),
  step: (x) => tf.step(x, 0.25),
  clip: (x) => tf.clipByValue(x, -0.5, 0.75),
};
const rounded: Record<string, (x: tf.Tensor) => tf.Tensor> = {
  exp: tf.exp,
  expm1: tf.expm1,
  log: tf.log,
  sigmoid: tf.sigmoid,
  tanh: tf.tanh,
  elu: tf.elu,
  rsqrt: tf.rsqrt,
};

describe.each([{ threads: 2 }, { build: "plain", threads: 1 }, { shared: false }] as const)("element-wise kernels with %j", (options) => {
  beforeAll(() => startSimd(options));

  test("two tensors that broadcast", async () => {
    const extent = fc.integer({ min: 0, max: 6 }).map((size) => (size === 5 ? 1 : size === 6 ? 19 : size + 1));
    const axes = fc.array(fc.tuple(extent, fc.constantFrom("both", "a", "b")), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(axes, fc.nat(3), fc.constantFrom(...arithmetic, ...comparisons), async (given, drop, operation) => {
        const shape = (own: string): number[] => given.map(([size, who]) => (who === "both" || who === own ? size : 1));
        const b = shape("b");
        while (drop-- > 0 && b[0] === 1) b.shift();
        await expectIdentical(() => [(operation as Binary)(noise(shape("a"), 1), noise(b, 2))]);
      }),
      { numRuns: 200 },
    );
  });

  test("large tensors, rows, columns, channels and scalars", async () => {
    const shapes = [[[9, 33, 50], [9, 33, 50]], [[9, 33, 50], []], [[], [5000]], [[40, 7, 7, 10], [10]], [[60, 1], [60, 99]], [[7], [60, 7]], [[3, 1, 50], [1, 40, 50]], [[0, 4], [1, 4]]]; // prettier-ignore
    for (const [a, b] of shapes)
      await expectIdentical(() => arithmetic.map((operation) => (operation as Binary)(noise(a!, 1), noise(b!, 2))));
  });

  test("special values, integers and flags", async () => {
    await expectIdentical(() => {
      const [a, b] = [0, 1].map((i) => tf.tensor1d(pairs.map((pair) => pair[i as 0]))) as [tf.Tensor, tf.Tensor];
      return [...arithmetic, ...comparisons].map((operation) => (operation as Binary)(a, b));
    });
    await expectIdentical(() => {
      const [a, b] = [tf.tensor1d([1, -5, 2 ** 31 - 1, 3, -(2 ** 31)], "int32"), tf.tensor1d([1, 3, 2, -9, -1], "int32")];
      return [tf.add, tf.sub, tf.mul, tf.maximum, tf.minimum, ...comparisons].map((operation) => (operation as Binary)(a, b));
    });
    await expectIdentical(() => {
      const [a, b] = [tf.greater(noise([77], 1), 0), tf.greater(noise([77], 2), 0)];
      return [tf.logicalAnd(a, b), tf.logicalOr(a, b), tf.logicalNot(a), tf.logicalXor(a, b), tf.equal(a, b)];
    });
  });

  test.each(Object.keys(exact))("%s", async (name) => {
    await expectIdentical(() => [exact[name]!(tf.tensor1d(special)), exact[name]!(noise([3, 1111], 1)), exact[name]!(noise([0, 2], 1))]);
  });

  test.each(Object.keys(rounded))("%s to the last bit but one", async (name) => {
    const input = (): tf.Tensor =>
      tf.concat([tf.tensor1d(special), tf.mul(noise([2000], 1), 100), noise([2000], 2), tf.mul(noise([2000], 3), 1e-6)]);
    const expected = (await runOn("cpu", () => [rounded[name]!(input())])).values[0]!;
    const actual = (await runOn("simd", () => [rounded[name]!(input())])).values[0]!;
    for (const [i, value] of expected.entries()) {
      const close =
        Object.is(actual[i], value) || Math.abs(actual[i]! - value) <= Math.abs(value) * 1.2e-7 + (name === "elu" ? 1.2e-16 : 1.5e-45);
      if (!close) expect.fail(`value ${i} is ${actual[i]}, not ${value}`);
    }
  });

  test("casts between all types", async () => {
    const types = ["float32", "int32", "bool"] as const;
    const values = (): tf.Tensor => tf.tensor1d([...special.slice(0, 14), 2 ** 31, 2 ** 33 + 2 ** 10, -(2 ** 40), 2 ** 70, 1e9, -7.9]);
    for (const from of types) for (const to of types) await expectIdentical(() => [tf.cast(tf.cast(values(), from), to)]);
    // A cast must not leave the values in another type's layout behind.
    await expectIdentical(() => [
      tf.add(tf.cast(tf.tensor1d([true, false, true]), "float32"), 1),
      tf.add(tf.cast(tf.tensor1d([3, 4], "int32"), "float32"), 1),
    ]);
  });

  test("selection, gradients of activations, sums of many", async () => {
    await expectIdentical(() => {
      const [x, y] = [noise([5, 67], 1), noise([5, 67], 2)];
      const integers = tf.cast(tf.mul(x, 9), "int32");
      const condition = tf.greater(x, y);
      return [
        tf.where(condition, x, y),
        tf.where(condition, integers, tf.neg(integers)),
        tf.where(condition, x, tf.scalar(3)),
        tf.addN([x, y, x, y]),
        tf.prelu(x, tf.abs(noise([67], 3))),
        tf.where(tf.tensor2d([[true], [false]]), x.slice(0, 2), x.slice(2, 2)),
      ];
    });
    // These take two steps in single precision here, one in double precision there.
    await expectSame(() => {
      const [x, y] = [noise([5, 67], 1), noise([67], 2)];
      return [tf.squaredDifference(x, y), tf.leakyRelu(x, 0.3), kernel("EluGrad", { dy: x, y: noise([5, 67], 3) })];
    }, 5e-7);
  });
});
