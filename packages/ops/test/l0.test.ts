import { Random } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { L0 } from "../src/norms/l0.ts";

beforeAll(() => tf.setBackend("cpu"));

test("counts what changes, on the backend and on the host", () => {
  const rows = [
    [0, 2, 0, -1e-9],
    [0, 0, 0, 0],
  ];
  expect(tf.tidy(() => L0.of(tf.tensor2d(rows)).arraySync())).toEqual([2, 0]);
  expect(L0.distance(Float32Array.of(9, 1, 3, 2), Float32Array.of(0, 1, 2, 2), 1, 4)).toBe(1);
});

test("projects by keeping the largest changes, the first of equal ones", () => {
  const rows = [
    [1, -3, 2, 0.5],
    [1, 1, 1, 1],
    [5, 4, 0, 0],
  ];
  const kept = tf.tidy(() => L0.project(tf.tensor2d(rows), tf.tensor1d([2, 3.9, Infinity])).arraySync());
  expect(kept).toEqual([
    [0, -3, 2, 0],
    [1, 1, 1, 0],
    [5, 4, 0, 0],
  ]);
});

test("starts inside the ball, each sample by itself", () => {
  const draw = (samples: Int32Array): number[][] =>
    tf.tidy(
      () => L0.start(Random.seeded(1), samples, [samples.length, 6], new Float32Array(samples.length).fill(3)).arraySync() as number[][],
    );
  const rows = draw(Int32Array.of(4, 8, 15, 16, 23, 42));
  const counts = rows.map((row) => row.filter((value) => value !== 0).length);
  expect(Math.max(...counts)).toBeLessThanOrEqual(3);
  expect(new Set(counts).size).toBeGreaterThan(1);
  expect(draw(Int32Array.of(15))).toEqual([rows[2]]);
  // A radius below one is zero: a coordinate that changes is one.
  const none = tf.tidy(() =>
    L0.start(
      Random.seeded(1),
      Int32Array.from({ length: 50 }, (_, i) => i),
      [50, 6],
      new Float32Array(50).fill(0.9),
    )
      .abs()
      .sum()
      .arraySync(),
  );
  expect(none).toBe(0);
});
