import { type AdamAttributes, FUSED } from "@disentangle/core";
import { Adam, adamStep, affine, batchNormTrain, batchNormUpdate, crossEntropy, keepBest, zeroRows } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { expectSame, noise, runOn, startSimd } from "./backends.ts";

// Every kernel of core's FUSED against the plain composition, which is what runs on `cpu`.

const side = fc.integer({ min: 1, max: 9 });
const images = fc.tuple(fc.integer({ min: 0, max: 4 }), side, side, fc.integer({ min: 1, max: 5 }));
const codes = (batch: number): tf.Tensor2D => tf.add<tf.Tensor2D>(tf.mul(noise([batch, 6], 2), 0.8), tf.tensor2d([[0, 0, 0, 0, 1, 0]]));
const attributes: AdamAttributes = { learningRate: 0.05, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0, step: 3 };

describe.each([{ threads: 2 }, { build: "plain", threads: 1 }, { shared: false }] as const)("fused kernels with %j", (options) => {
  beforeAll(() => startSimd(options));

  test("all are there", () => {
    for (const name of Object.values(FUSED)) expect(tf.getKernel(name, "simd"), name).toBeDefined();
  });

  test("the sampler and both its gradients", async () => {
    await fc.assert(
      fc.asyncProperty(images, async (shape) => {
        const compute = (): tf.Tensor[] => {
          const [x, t] = [tf.mul(noise(shape, 1), 1.2), codes(shape[0])];
          const value = (a: tf.Tensor, p: tf.Tensor): tf.Tensor => affine(a as tf.Tensor4D, p as tf.Tensor2D);
          return [value(x, t), ...tf.grads((a: tf.Tensor, p: tf.Tensor) => tf.mul(value(a, p), noise(shape, 3)).sum())([x, t])];
        };
        await expectSame(compute, 2e-4);
      }),
      { numRuns: 60 },
    );
  });

  test("the sampler reads every pixel of the identity at its own place, and passes NaN on", async () => {
    const { values } = await runOn("simd", () => {
      const x = tf.abs(noise([3, 7, 6, 2], 1)) as tf.Tensor4D;
      const t = tf.tensor2d([[0, 0, 0, 0, 1, 0], [9, 0, 0, 0, 1, 0], [NaN, 0, 0, 0, 1, 0]]); // prettier-ignore
      return [x, affine(x, t)];
    });
    const [before, after] = values as [Float32Array, Float32Array];
    expect(after.subarray(0, 84)).toEqual(before.subarray(0, 84));
    expect(after.subarray(84, 168).every((value) => value === 0)).toBe(true);
    expect(after.subarray(168).every(Number.isNaN)).toBe(true);
  });

  test("a step of Adam", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 700 }), fc.boolean(), async (size, decay) => {
        const second = (): tf.Tensor => tf.abs(noise([size], 4));
        const settings = { ...attributes, decay: decay ? 0.1 : 0 };
        await expectSame(() => adamStep(noise([size], 1), noise([size], 2), noise([size], 3), second(), settings), 1e-5);
      }),
      { numRuns: 30 },
    );
  });

  test("the better of two points per row, to the byte, NaN among the scores or not", async () => {
    const shapes = fc.tuple(fc.integer({ min: 1, max: 40 }), side);
    await fc.assert(
      fc.asyncProperty(shapes, fc.boolean(), fc.boolean(), async ([rows, size], lowest, counts) => {
        const compute = (): tf.Tensor[] => {
          const bits = (seed: number): tf.Tensor1D => tf.greater(noise([rows], seed), 0);
          const score = tf.where(tf.greater(noise([rows], 6), 0.8), NaN, noise([rows], 1)) as tf.Tensor1D;
          const first = tf.sub<tf.Tensor1D>(tf.mul(4, tf.cast(bits(2), "float32")), 1);
          const before = { score: noise([rows], 3) as tf.Tensor1D, first, zeros: tf.ones<tf.Rank.R1>([rows]) };
          const zero = counts ? { zero: bits(4) } : {};
          const look = { points: noise([rows, size, 3], 7), logits: tf.zeros<tf.Rank.R2>([rows, 1]), loss: score, met: bits(5), ...zero };
          const kept = keepBest({ ...before, points: noise([rows, size, 3], 8) }, look, score, 9, lowest);
          return [kept.points, kept.score, kept.first, kept.zeros];
        };
        await expectSame(compute, 0);
      }),
      { numRuns: 40 },
    );
  });

  test("whether rows are zero: not with one tiny number, or NaN, at any place", async () => {
    for (const size of [1, 3, 4, 9]) {
      const rows = Array.from({ length: 2 * size + 2 }, (_, row) =>
        Array.from({ length: size }, (__, i) => (i === row ? 1e-30 : i === row - size ? NaN : -0)),
      );
      const compute = (): tf.Tensor[] => [zeroRows(tf.tensor2d(rows))];
      await expectSame(compute, 0);
      const { values } = await runOn("simd", compute);
      expect([...values[0]!]).toEqual(rows.map((_, row) => (row < 2 * size ? 0 : 1)));
    }
  });

  test("a step of Adam into box and ball", async () => {
    const bounds = fc.constantFrom("one", "row", "row with an axis", "full", "channels");
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 5 }), side, bounds, async (rows, size, kind) => {
        const shape = [rows, size, 3];
        const forms = { one: [], row: [size, 3], "row with an axis": [1, size, 3], full: shape, channels: [3] };
        const inputs = (): Record<string, tf.Tensor> => ({
          points: noise(shape, 1),
          g: noise(shape, 2),
          m: noise(shape, 3),
          v: tf.abs(noise(shape, 4)),
          origin: noise(shape, 5),
          lower: tf.sub(noise(forms[kind], 6), 1),
          upper: tf.add(noise(forms[kind], 7), 1),
          radius: tf.abs(noise([rows], 8)),
        });
        const [plain, fused] = [
          await runOn("cpu", () => {
            const { points, g, m, v, origin, lower, upper, radius } = inputs();
            const [moved, first, second] = adamStep(points!, g!, m!, v!, attributes);
            const reach = tf.reshape(radius!, [rows, 1, 1]);
            const low = tf.maximum(lower!, tf.sub(origin!, reach));
            return [tf.minimum(tf.maximum(moved, low), tf.minimum(upper!, tf.add(origin!, reach))), first, second];
          }),
          await runOn("simd", () => tf.engine().runKernel<tf.Tensor[]>(FUSED.adamProject, inputs(), { ...attributes })),
        ];
        expect(fused.shapes).toEqual(plain.shapes);
        for (const [i, values] of plain.values.entries()) values.forEach((value, k) => expect(fused.values[i]![k]).toBeCloseTo(value, 5));
      }),
      { numRuns: 60 },
    );
  });

  test("cross-entropy and its gradient", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 2, max: 12 }), async (rows, classes) => {
        const compute = (): tf.Tensor[] => {
          const logits = tf.mul<tf.Tensor2D>(noise([rows, classes], 1), 30);
          const labels = tf.tensor1d(
            Int32Array.from({ length: rows }, (_, i) => i % classes),
            "int32",
          );
          const loss = (x: tf.Tensor): tf.Tensor => crossEntropy(x as tf.Tensor2D, labels);
          return [loss(logits), tf.grad((x: tf.Tensor) => tf.sum(loss(x)))(logits)];
        };
        await expectSame(compute, 1e-5);
      }),
      { numRuns: 40 },
    );
  });

  test("batch norm and its gradients", async () => {
    const rows = fc.oneof(fc.integer({ min: 2, max: 50 }), fc.integer({ min: 2000, max: 2400 }));
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 18 }), async (count, channels) => {
        const compute = (): tf.Tensor[] => {
          const x = tf.add(tf.mul(noise([count, channels], 1), 2), 5);
          const [scale, offset] = [tf.add(noise([channels], 2), 2), noise([channels], 3)];
          const run = (a: tf.Tensor, s: tf.Tensor, o: tf.Tensor) => batchNormTrain(a, s as tf.Tensor1D, o as tf.Tensor1D, 1e-5);
          const { y, mean, variance } = run(x, scale, offset);
          const gradients = tf.grads((a: tf.Tensor, s: tf.Tensor, o: tf.Tensor) =>
            tf.mul(run(a, s, o).y, noise([count, channels], 4)).sum(),
          );
          return [y, mean, variance, ...gradients([x, scale, offset])];
        };
        await expectSame(compute, 1e-4 * Math.sqrt(count));
      }),
      { numRuns: 30 },
    );
  });

  test("batch norm with ReLU and running statistics, and its gradients", async () => {
    const rows = fc.oneof(fc.integer({ min: 2, max: 50 }), fc.integer({ min: 2000, max: 2400 }));
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 18 }), fc.boolean(), fc.boolean(), async (count, channels, relu, biased) => {
        const compute = (): tf.Tensor[] => {
          const x = tf.add(tf.mul(noise([count, channels], 1), 2), 5);
          const [scale, offset] = [tf.add(noise([channels], 2), 2), noise([channels], 3)];
          const variable = (seed: number): tf.Variable<tf.Rank.R1> => tf.variable(noise([channels], seed) as tf.Tensor1D, false);
          const running = { mean: variable(5), variance: variable(6) };
          const bias = biased ? (noise([channels], 7) as tf.Tensor1D) : undefined;
          const run = (a: tf.Tensor, s: tf.Tensor, o: tf.Tensor): tf.Tensor =>
            batchNormUpdate(a, s as tf.Tensor1D, o as tf.Tensor1D, { epsilon: 1e-5, momentum: 0.1, running, bias, relu });
          const y = run(x, scale, offset);
          // Squared, so that the gradient is small where rounding decides whether ReLU lets it through.
          const loss = (a: tf.Tensor, s: tf.Tensor, o: tf.Tensor): tf.Tensor =>
            tf.mul(tf.square(run(a, s, o)), noise([count, channels], 4)).sum();
          const results = [y, running.mean.clone(), running.variance.clone(), ...tf.grads(loss)([x, scale, offset])];
          tf.dispose([running.mean, running.variance]);
          return results;
        };
        await expectSame(compute, 1e-4 * Math.sqrt(count));
      }),
      { numRuns: 30 },
    );
  });

  test("steps of Adam over many variables at once, some without gradient", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.integer({ min: 0, max: 700 }), fc.boolean()), { maxLength: 6 }), async (sizes) => {
        const compute = (): tf.Tensor[] => {
          const variables = sizes.map(([size], i) => tf.variable(noise([size], i + 1)));
          const optimiser = new Adam(Object.fromEntries(variables.map((variable, i) => [`v${i}`, variable])));
          const gradients = (seed: number): tf.NamedTensorMap =>
            Object.fromEntries(sizes.flatMap(([size, has], i) => (has ? [[variables[i]!.name, noise([size], seed + i)]] : [])));
          optimiser.apply(gradients(10), 0.05);
          optimiser.apply(gradients(20), 0.05);
          const results = [...variables, ...Object.values(optimiser.state().moments)].map((variable) => variable.clone());
          optimiser[Symbol.dispose]();
          tf.dispose(variables);
          return results;
        };
        await expectSame(compute, 1e-5);
      }),
      { numRuns: 30 },
    );
  });

  test("the gradient of ReLU", async () => {
    const inputs = (): { dy: tf.Tensor; y: tf.Tensor } => ({ dy: noise([5, 77], 1), y: tf.relu(noise([5, 77], 2)) });
    const plain = await runOn("cpu", () => [tf.mul(inputs().dy, tf.step(inputs().y))]);
    const fused = await runOn("simd", () => [tf.engine().runKernel<tf.Tensor>(FUSED.reluGrad, inputs())]);
    expect(Array.from(fused.values[0]!, Math.abs)).toEqual(Array.from(plain.values[0]!, Math.abs));
  });
});
