import type { Attack, Frozen } from "@disentangle/core";
import { LINF } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { adversarialRows, attackImages, imageSuccess, successRate, type AttackResult } from "../src/index.ts";
import { propose } from "./toy.ts";

/**
 * One image a row, of one pixel, and class 1 above the threshold: whether source and target classify it
 * correctly, and what the attack reaches.
 */
const ROWS = [
  { of: "both, misled on both", pixel: 0.2, start: [1, 1], reached: [1, 1] },
  { of: "both, misled on the source alone", pixel: 0.3, start: [1, 1], reached: [1, 0] },
  { of: "both, misled on the target alone", pixel: 0.4, start: [1, 1], reached: [0, 1] },
  { of: "the source alone", pixel: 0.6, start: [1, 0], reached: [1, 1] },
  { of: "the target alone", pixel: 0.45, start: [0, 1], reached: [1, 1] },
] as const;
const SOURCE_CORRECT = Uint8Array.from(ROWS, ({ start }) => start[0]);

/** The class is 1 above a half. */
const target: Frozen = {
  classes: 2,
  classify: (images) => tf.tidy(() => tf.matMul(tf.sub(tf.reshape<tf.Rank.R2>(images, [-1, 1]), 0.5), tf.tensor2d([[-1, 1]]))),
  [Symbol.dispose]: () => undefined,
};

/**
 * Says of its source what the rows say, and moves those that mislead the target beyond the threshold, none in
 * the first restart of two.
 */
function transferred(restarts: number): Attack {
  let calls = 0;
  return {
    id: "transferred",
    norm: LINF,
    bounded: false,
    perturb: ({ samples }) => {
      const arrived = ++calls === restarts;
      const rows = Array.from(samples, (sample) => ROWS[sample] as (typeof ROWS)[number]);
      const points = tf.tensor4d(
        rows.map(({ reached, pixel }) => (arrived && reached[1] === 1 ? 0.9 : pixel)),
        [rows.length, 1, 1, 1],
      );
      const success = Uint8Array.from(rows, ({ reached }) => reached[0]);
      return Promise.resolve({
        ...propose(points),
        iterations: Int32Array.from(success, (met) => (met === 1 ? 3 : -1)),
        source: { correct: Uint8Array.from(rows, ({ start }) => start[0]), success },
      });
    },
  };
}

async function attacked(restarts: number, combine: "worst-case" | "average"): Promise<AttackResult> {
  const images = tf.tensor4d(
    ROWS.map(({ pixel }) => pixel),
    [ROWS.length, 1, 1, 1],
  );
  try {
    const labels = ROWS.map(() => 0);
    return await attackImages({ attack: transferred(restarts), frozen: target, images, labels, radius: 1, restarts, combine });
  } finally {
    images.dispose();
  }
}

beforeAll(() => tf.setBackend("cpu"));

test("a transfer attack counts images that source and target classify correctly, and success on both", async () => {
  const { record } = await attacked(1, "worst-case");
  expect([...record.correct]).toEqual([1, 1, 1, 0, 0]);
  expect([...record.success]).toEqual([1, 0, 0, 1, 1]);
  expect(record.transfer).toEqual({
    sourceCorrect: SOURCE_CORRECT,
    targetCorrect: Uint8Array.of(1, 1, 1, 0, 1),
    sourceSuccess: Uint8Array.of(1, 1, 0, 1, 1),
  });
  expect(successRate(record, "worst-case")).toBeCloseTo(1 / 3, 12);
  expect([...adversarialRows(record)]).toEqual([0]);
});

test("its restarts go on until both are misled, and success on the source is kept restart by restart", async () => {
  const { record } = await attacked(2, "worst-case");
  // The image that the target misclassifies anyway needs no second restart.
  expect([...record.success]).toEqual([0, 0, 0, 1, 0, 1, 0, 0, 2, 1]);
  expect([...(record.transfer?.sourceSuccess ?? [])]).toEqual([1, 1, 0, 1, 1, 1, 1, 0, 2, 1]);
  const averaged = (await attacked(2, "average")).record;
  expect([...imageSuccess(averaged, "average")]).toEqual([0.5, 0, 0]);
});

test("its audit is about the source, where the search went", async () => {
  const { audit } = (await attacked(1, "worst-case")).record;
  expect(audit.progress).toEqual({ searches: 4, halfway: 0, end: 3, stalled: 0 });
  expect(audit.warnings).toEqual([]);
});

test("with targets, the source counts as correct where it sees the true class, not where it misses the target", async () => {
  const of = (above: number): Frozen => ({
    classes: 3,
    // Class 0 below the threshold, class 2 above it.
    classify: (images) =>
      tf.tidy(() => {
        const x: tf.Tensor2D = tf.sub(tf.reshape<tf.Rank.R2>(images, [-1, 1]), above);
        return tf.matMul(tf.concat<tf.Tensor2D>([x, tf.onesLike(x)], 1), tf.tensor2d([-1, 0, 1, 0, -9, 0], [2, 3]));
      }),
    [Symbol.dispose]: () => undefined,
  });
  const images = tf.tensor4d([0.2, 0.6], [2, 1, 1, 1]);
  const attack: Attack = {
    id: "transferred",
    norm: LINF,
    bounded: true,
    // What an attack can see of its source: whether the target is met there already.
    perturb: ({ space }) =>
      Promise.resolve({ ...propose(space.origin.clone()), source: { correct: Uint8Array.of(1, 1), success: Uint8Array.of(0, 0) } }),
  };
  const before = tf.memory().numTensors;
  const goal = { target: [1, 1] };
  const { record } = await attackImages({ attack, frozen: of(0.9), source: of(0.5), images, labels: [0, 0], radius: 0.1, goal });
  expect(tf.memory().numTensors).toBe(before);
  images.dispose();
  expect(record.transfer).toMatchObject({ sourceCorrect: Uint8Array.of(1, 0), targetCorrect: Uint8Array.of(1, 1) });
  expect([...record.correct]).toEqual([1, 0]);
});

test("an attack on the classifier itself has no such record", async () => {
  const still: Attack = {
    id: "still",
    norm: LINF,
    bounded: true,
    perturb: ({ space }) => Promise.resolve(propose(space.origin.clone(), { iterations: -1 })),
  };
  const images = tf.zeros<tf.Rank.R4>([2, 1, 1, 1]);
  const { record } = await attackImages({ attack: still, frozen: target, images, labels: [0, 0], radius: 0.1 });
  images.dispose();
  expect(record).not.toHaveProperty("transfer");
});
