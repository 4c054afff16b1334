import * as tf from "@tensorflow/tfjs";
import * as fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { Objective } from "@disentangle/core";
import { misclassified, targeted } from "../src/criterion.ts";
import { lossGradient } from "../src/loss-gradient.ts";
import { crossEntropyObjective, dlrObjective, marginObjective, towards } from "../src/objective.ts";

beforeAll(() => tf.setBackend("cpu"));

/** Loss and its gradient in the logits. */
function evaluate(objective: Objective, logits: number[], label: number): { loss: number; gradient: number[] } {
  return tf.tidy(() => {
    const points = tf.tensor2d([logits]);
    const problem = {
      classify: (images: tf.Tensor4D) => tf.reshape<tf.Rank.R2>(images, [1, logits.length]),
      space: { render: (at: tf.Tensor) => tf.reshape<tf.Rank.R4>(at, [1, 1, 1, logits.length]) },
      labels: Int32Array.of(label),
      objective,
    };
    const seen = lossGradient(problem, points);
    expect([...seen.logits.dataSync()]).toEqual(logits.map(Math.fround));
    return { loss: seen.loss.dataSync()[0] as number, gradient: [...seen.gradient.dataSync()] };
  });
}

const OBJECTIVES: readonly Objective[] = [
  crossEntropyObjective,
  marginObjective(),
  marginObjective({ targeted: true }),
  dlrObjective,
  towards(dlrObjective),
];

describe.each(OBJECTIVES)("objective $id", (objective) => {
  test("its gradient is the one of finite differences", () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 2, max: 6 })
          .chain((classes) =>
            fc.tuple(
              fc.shuffledSubarray([-2.5, -1.2, 0.1, 0.9, 1.7, 3.1], { minLength: classes, maxLength: classes }),
              fc.nat(classes - 1),
            ),
          ),
        ([logits, label]) => {
          const { gradient } = evaluate(objective, logits, label);
          for (const [i, slope] of gradient.entries()) {
            const at = (shift: number): number => evaluate(objective, logits.with(i, (logits[i] as number) + shift), label).loss;
            expect(Math.abs((at(0.02) - at(-0.02)) / 0.04 - slope)).toBeLessThan(4e-3 * (1 + Math.abs(slope)));
          }
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe("values in closed form", () => {
  const logits = [3, 1, -2, 0.5];
  test("cross-entropy", () => {
    const sum = logits.reduce((total, z) => total + Math.exp(z), 0);
    expect(evaluate(crossEntropyObjective, logits, 1).loss).toBeCloseTo(1 - Math.log(sum), 5);
  });
  test("margin, with confidence and towards a target", () => {
    expect(evaluate(marginObjective(), logits, 1).loss).toBe(-2);
    expect(evaluate(marginObjective({ kappa: 1 }), logits, 1)).toEqual({ loss: -1, gradient: [0, 0, 0, 0] });
    expect(evaluate(marginObjective({ targeted: true }), logits, 1).loss).toBe(2);
    expect(evaluate(marginObjective({ targeted: true, kappa: 0 }), logits, 0).loss).toBeCloseTo(0);
  });
  test("difference of logits ratio ignores shift and scale; with two classes it is the margin", () => {
    expect(evaluate(dlrObjective, logits, 0).loss).toBeCloseTo((3 - 1) / (3 - 0.5), 6);
    expect(
      evaluate(
        dlrObjective,
        logits.map((z) => 10 * z + 5),
        0,
      ).loss,
    ).toBeCloseTo((3 - 1) / (3 - 0.5), 5);
    expect(evaluate(dlrObjective, [2, -1], 0).loss).toBe(3);
    expect(evaluate(towards(dlrObjective), logits, 0).loss).toBeCloseTo(-(3 - 1) / (3 - 0.5), 6);
  });
});

test("criteria compare the prediction, the lowest class on ties, with the reference class", () => {
  const logits = tf.tensor2d([
    [1, 1],
    [0, 2],
    [3, 2],
  ]);
  const labels = tf.tensor1d([0, 0, 1], "int32");
  expect([...misclassified.met(logits, labels).dataSync()]).toEqual([0, 1, 1]);
  expect([...targeted.met(logits, labels).dataSync()]).toEqual([1, 0, 0]);
});

test("a classifier that ignores its images gives zero gradients, and one that keeps its output does not lose it", () => {
  const constant = tf.tensor2d([[1, 2]]);
  const before = tf.memory().numTensors;
  const problem = {
    classify: () => constant,
    space: { render: (points: tf.Tensor) => points as tf.Tensor4D },
    labels: Int32Array.of(0),
    objective: marginObjective(),
  };
  const points = tf.zeros([1, 2, 2, 1]);
  const seen = lossGradient(problem, points);
  expect([...seen.gradient.dataSync()]).toEqual([0, 0, 0, 0]);
  expect([...seen.logits.dataSync()]).toEqual([1, 2]);
  tf.dispose([{ ...seen }, points]);
  expect(tf.memory().numTensors).toBe(before);
  expect([...constant.dataSync()]).toEqual([1, 2]);
});

test("a classifier that throws leaves nothing behind", () => {
  const points = tf.zeros([1, 2, 2, 1]);
  const before = tf.memory().numTensors;
  const objective: Objective = {
    id: "broken",
    loss: () => {
      throw new Error("no loss");
    },
  };
  const problem = {
    classify: (images: tf.Tensor4D) => tf.reshape<tf.Rank.R2>(images, [1, 4]),
    space: { render: (at: tf.Tensor) => tf.mul<tf.Tensor4D>(at, 2) },
    labels: Int32Array.of(0),
    objective,
  };
  expect(() => lossGradient(problem, points)).toThrow("no loss");
  expect(tf.memory().numTensors).toBe(before);
});
