import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { makeExamples, selectExamples } from "../src/index.ts";

beforeAll(async () => void (await tf.setBackend("cpu")));

const build = () =>
  makeExamples({
    indices: Int32Array.of(10, 11, 12),
    images: tf.tensor4d([0.1, 0.2, 0.3], [3, 1, 1, 1]),
    labels: Int32Array.of(0, 1, 2),
    split: "test" as const,
    codes: tf.tensor2d([1, 2, 3], [3, 1]),
    factors: { font: Int32Array.of(7, 8, 9) },
  });

test("selects rows of every part, in the order asked for, repeats included", () => {
  using all = build();
  using some = selectExamples(all, Int32Array.of(2, 0, 2));
  expect([...some.indices]).toEqual([12, 10, 12]);
  expect([...some.labels]).toEqual([2, 0, 2]);
  expect(some.split).toBe("test");
  expect([...(some.codes?.dataSync() ?? [])]).toEqual([3, 1, 3]);
  expect([...(some.factors?.["font"] ?? [])]).toEqual([9, 7, 9]);
  expect([...some.images.dataSync()].map((value) => value.toFixed(1))).toEqual(["0.3", "0.1", "0.3"]);
});

test("leaves out what the original lacks", () => {
  using all = makeExamples({ indices: Int32Array.of(1), images: tf.zeros([1, 2, 2, 1]), labels: Int32Array.of(0) });
  using some = selectExamples(all, Int32Array.of(0));
  expect(Object.keys(some).toSorted()).toEqual(["images", "indices", "labels"]);
});

test("frees its tensors when disposed of", () => {
  const before = tf.memory().numTensors;
  const all = build();
  selectExamples(all, Int32Array.of(1))[Symbol.dispose]();
  all[Symbol.dispose]();
  expect(tf.memory().numTensors).toBe(before);
});
