import { Random } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { Adam, adamStep } from "../src/index.ts";
import { normals } from "./finite-difference.ts";

beforeAll(async () => void (await tf.setBackend("cpu")));

/** The published update, one weight at a time, in double precision. */
function referenceAdam(
  start: ArrayLike<number>,
  gradients: readonly ArrayLike<number>[],
  { rate, beta1, beta2, decay }: { rate: number; beta1: number; beta2: number; decay: number },
): number[] {
  return Array.from(start, (w0, i) => {
    let [w, m, v] = [w0, 0, 0];
    gradients.forEach((all, step) => {
      const g = (all[i] as number) + decay * w;
      m = beta1 * m + (1 - beta1) * g;
      v = beta2 * v + (1 - beta2) * g * g;
      w -= (((rate * Math.sqrt(1 - beta2 ** (step + 1))) / (1 - beta1 ** (step + 1))) * m) / (Math.sqrt(v) + 1e-8);
    });
    return w;
  });
}

describe("adamStep", () => {
  const random = Random.seeded(1);
  test.each([
    { name: "training", beta1: 0.5, beta2: 0.9, decay: 1e-4, scale: 1 },
    { name: "attack", beta1: 0.9, beta2: 0.999, decay: 0, scale: 1 },
    { name: "attack with gradients as tiny as the stabiliser", beta1: 0.9, beta2: 0.999, decay: 0, scale: 1e-8 },
    { name: "strong decay", beta1: 0.5, beta2: 0.9, decay: 0.3, scale: 1 },
  ])("repeats a double-precision loop over 12 steps: $name", ({ beta1, beta2, decay, scale }) => {
    const start = normals(random, [5, 3]);
    const gradients = Array.from({ length: 12 }, () => tf.tidy(() => normals(random, [5, 3]).mul(scale)));
    const expected = referenceAdam(
      start.dataSync(),
      gradients.map((g) => g.dataSync()),
      { rate: 0.01, beta1, beta2, decay },
    );
    let [w, m, v]: tf.Tensor[] = [start, tf.zerosLike(start), tf.zerosLike(start)];
    gradients.forEach((g, i) => {
      [w, m, v] = adamStep(w as tf.Tensor, g, m as tf.Tensor, v as tf.Tensor, {
        learningRate: 0.01,
        beta1,
        beta2,
        epsilon: 1e-8,
        decay,
        step: i + 1,
      });
    });
    const actual = (w as tf.Tensor).dataSync();
    expect(Math.max(...expected.map((value, i) => Math.abs(value - (actual[i] as number))))).toBeLessThan(2e-6);
  });

  test("leaves its arguments alone and makes three tensors", () => {
    const tensors = Array.from({ length: 4 }, () => tf.ones([4]));
    const [w, g, m, v] = tensors as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const before = tf.memory().numTensors;
    const next = adamStep(w, g, m, v, { learningRate: 0.1, beta1: 0.5, beta2: 0.9, epsilon: 1e-8, decay: 1e-4, step: 1 });
    expect(tf.memory().numTensors - before).toBe(3);
    expect(tensors.every((tensor) => tensor.dataSync().every((value) => value === 1))).toBe(true);
    tf.dispose([next, tensors]);
  });
});

describe("Adam", () => {
  test("treats a parameter without gradient as one with gradient zero: decay alone moves it", () => {
    const [used, unused] = [tf.variable(tf.tensor1d([1, -2])), tf.variable(tf.tensor1d([3]))];
    using adam = new Adam({ used, unused }, { decay: 0.1 });
    const { grads, value } = tf.variableGrads(() => tf.sum(tf.square(used)).asScalar(), [used]);
    adam.apply(grads, 0.01);
    const expected = referenceAdam([1, -2, 3], [[2, -4, 0]], { rate: 0.01, beta1: 0.5, beta2: 0.9, decay: 0.1 });
    [...used.dataSync(), ...unused.dataSync()].forEach((w, i) => expect(w).toBeCloseTo(expected[i] as number, 6));
    tf.dispose([grads, value, used, unused]);
  });

  test("continues from a saved state as if it had never stopped", () => {
    const gradients = [
      [1, 2],
      [-1, 0.5],
      [0.2, -3],
    ];
    const run = (pause: boolean): number[] => {
      const w = tf.tidy(() => tf.variable(tf.tensor1d([1, 1])));
      let adam = new Adam({ w });
      gradients.forEach((values, i) => {
        if (pause && i === 2) {
          const saved = adam.state();
          const continued = new Adam({ w });
          continued.restore({ step: saved.step, moments: saved.moments });
          adam[Symbol.dispose]();
          adam = continued;
        }
        tf.tidy(() => adam.apply({ [w.name]: tf.tensor1d(values) }, 0.1));
      });
      const result = [...w.dataSync()];
      adam[Symbol.dispose]();
      w.dispose();
      return result;
    };
    const before = tf.memory().numTensors;
    expect(run(true)).toEqual(run(false));
    expect(tf.memory().numTensors).toBe(before);
  });

  test("refuses a saved state that lacks a moment, by name", () => {
    const w = tf.variable(tf.tensor1d([1]));
    using adam = new Adam({ w });
    expect(() => adam.restore({ step: 1, moments: {} })).toThrow(/lacks the moment w\/m/);
    w.dispose();
  });
});
