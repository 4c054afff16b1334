import { Random } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { crossEntropy } from "../src/index.ts";
import { gradientError, normals } from "./finite-difference.ts";

beforeAll(async () => void (await tf.setBackend("cpu")));

test("is log Σ exp(logit) − logit of the label, per sample", () => {
  const logits = normals(Random.seeded(5), [6, 4]).mul<tf.Tensor2D>(5);
  const labels = [0, 3, 2, 2, 1, 0];
  const loss = crossEntropy(logits, tf.tensor1d(labels, "int32")).dataSync();
  logits.arraySync().forEach((row, i) => {
    const expected = Math.log(row.reduce((sum, value) => sum + Math.exp(value), 0)) - (row[labels[i] as number] as number);
    expect(loss[i]).toBeCloseTo(expected, 4);
  });
});

test("stays finite on logits that overflow exp", () => {
  const loss = crossEntropy(tf.tensor2d([[1000, -1000]]), tf.tensor1d([1], "int32"));
  expect(loss.dataSync()[0]).toBe(2000);
});

test("gradient agrees with finite differences and does not mix samples", () => {
  const logits = normals(Random.seeded(6), [5, 3]) as tf.Tensor2D;
  const labels = tf.tensor1d([0, 1, 2, 1, 0], "int32");
  expect(gradientError((x) => crossEntropy(x as tf.Tensor2D, labels), [logits], 0)).toBeLessThan(2e-3);
  const first = tf.grad((x) => tf.slice(crossEntropy(x as tf.Tensor2D, labels), 0, 1))(logits);
  expect([...first.dataSync()].slice(3).every((value) => value === 0)).toBe(true);
});
