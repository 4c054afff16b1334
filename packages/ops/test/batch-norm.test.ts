import { Fault, Random } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { batchNormEval, batchNormTrain } from "../src/index.ts";
import { gradientError, normals } from "./finite-difference.ts";

beforeAll(async () => void (await tf.setBackend("cpu")));

const EPSILON = 1e-5;

const train = (...[x, scale, offset]: tf.Tensor[]): tf.Tensor =>
  batchNormTrain(x as tf.Tensor, scale as tf.Tensor1D, offset as tf.Tensor1D, EPSILON).y;

test.each([{ shape: [6, 3] }, { shape: [2, 3, 4, 5] }])("normalises $shape with mean and biased variance of the batch", ({ shape }) => {
  const random = Random.seeded(2);
  const channels = shape.at(-1) as number;
  const [x, scale, offset] = [normals(random, shape).mul(3).add(7), normals(random, [channels]), normals(random, [channels])];
  const result = batchNormTrain(x, scale as tf.Tensor1D, offset as tf.Tensor1D, EPSILON);
  const [values, y, gamma, beta] = [x, result.y, scale, offset].map((tensor) => tensor.dataSync()) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  for (let c = 0; c < channels; c++) {
    const column = [...values].filter((_, i) => i % channels === c);
    const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
    const variance = column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length;
    expect(result.mean.dataSync()[c]).toBeCloseTo(mean, 4);
    expect(result.variance.dataSync()[c]).toBeCloseTo(variance, 3);
    column.forEach((value, i) => {
      const expected = ((value - mean) / Math.sqrt(variance + EPSILON)) * (gamma[c] as number) + (beta[c] as number);
      expect(y[i * channels + c]).toBeCloseTo(expected, 4);
    });
  }
});

test.each([{ input: 0 }, { input: 1 }, { input: 2 }])("gradient in input $input agrees with finite differences", ({ input }) => {
  const random = Random.seeded(3);
  const inputs = [normals(random, [3, 2, 2, 4]).mul(2).add(1), normals(random, [4]), normals(random, [4])];
  expect(gradientError(train, inputs, input)).toBeLessThan(2e-3);
});

test("with fixed statistics it is one product and one sum", () => {
  const [scale, offset, mean, variance] = [2, 3, 5, 7].map((value) => tf.tensor1d([value]));
  const { factor, shift } = batchNormEval(
    scale as tf.Tensor1D,
    offset as tf.Tensor1D,
    mean as tf.Tensor1D,
    variance as tf.Tensor1D,
    EPSILON,
  );
  expect(factor.dataSync()[0]).toBeCloseTo(2 / Math.sqrt(7 + EPSILON), 6);
  expect(shift.dataSync()[0]).toBeCloseTo(3 - 10 / Math.sqrt(7 + EPSILON), 5);
});

test("refuses one value per channel, which has no variance", () => {
  const ones = tf.ones<tf.Rank.R1>([4]);
  expect(() => batchNormTrain(tf.zeros([1, 4]), ones, ones, EPSILON)).toThrow(Fault);
});

test("keeps no tensor but its three results, with and without a gradient", () => {
  const random = Random.seeded(4);
  const inputs = [normals(random, [5, 3]), normals(random, [3]), normals(random, [3])] as [tf.Tensor, tf.Tensor1D, tf.Tensor1D];
  const before = tf.memory().numTensors;
  const result = batchNormTrain(...inputs, EPSILON);
  expect(tf.memory().numTensors - before).toBe(3);
  tf.dispose([result.y, result.mean, result.variance]);
  tf.dispose(tf.grads((...xs: tf.Tensor[]) => batchNormTrain(...(xs as typeof inputs), EPSILON).y)(inputs));
  expect(tf.memory().numTensors).toBe(before);
});
