import { partOf, Random, type Problem } from "@disentangle/core";
import { imageSpace, marginObjective, L2, misclassified, targeted } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import plugin from "../src/index.ts";
import { marginFor, releasedMargin } from "../src/margin.ts";
import { fromBox, slopeOfBox, toBox } from "../src/tanh-box.ts";

beforeAll(() => tf.setBackend("cpu"));

describe("the objective", () => {
  const lossOf = (objective: Problem["objective"], logits: number[], label: number): number =>
    tf.tidy(() => objective.loss(tf.tensor2d([logits]), tf.tensor1d([label], "int32")).arraySync()[0] as number);

  test("as released compares with 0 where all other logits are negative, and stops at −3", () => {
    expect(lossOf(releasedMargin, [2, 1, -1], 0)).toBe(1);
    expect(lossOf(releasedMargin, [2, -1, -4], 0)).toBe(2);
    expect(lossOf(releasedMargin, [-5, 1, -4], 0)).toBe(-3);
  });

  test("leaves the class or reaches it, whatever the criterion is called", () => {
    for (const [criterion, loss] of [
      [misclassified, 0],
      [targeted, 2],
      [{ ...targeted, id: "own" }, 2],
    ] as const) {
      expect(lossOf(marginFor({ criterion }, 0), [1, 3, 0], 0)).toBeCloseTo(loss);
    }
  });
});

test("the change of variables keeps to the box, comes back to where it was, and has the slope it says", () => {
  const box = { lower: tf.tensor1d([-2, 0, 1]), upper: tf.tensor1d([2, 1, 1]) };
  const points = tf.tensor2d([
    [-2, 0.25, 1],
    [0.5, 1, 1],
  ]);
  const w = fromBox(points, box, 1e-6);
  const back = toBox(w, box, 0).arraySync() as number[][];
  for (const [row, values] of points.arraySync().entries()) {
    for (const [i, value] of values.entries()) expect(back[row]?.[i]).toBeCloseTo(value, 5);
  }
  const at = tf.tensor2d([[0.3, -0.7, 2]]);
  const slope = slopeOfBox(at, box, 1e-5).arraySync() as number[][];
  const [after, before] = [toBox(tf.add(at, 0.01), box, 1e-5), toBox(tf.sub(at, 0.01), box, 1e-5)].map((x) => x.arraySync() as number[][]);
  for (const [i, value] of (slope[0] as number[]).entries()) {
    expect(((after?.[0]?.[i] as number) - (before?.[0]?.[i] as number)) / 0.02).toBeCloseTo(value, 3);
  }
});

test("the reference protocol is the released attack, step by step", async () => {
  const [x, radius, weights, iterations] = [[0.4, 0.7], 0.2, [3, -2], 12] as const;
  const matrix = tf.tensor2d([
    [weights[0], 0],
    [weights[1], 0],
  ]);
  const images = tf.tensor4d([...x], [1, 1, 2, 1]);
  using space = imageSpace(images);
  const problem: Problem = {
    classify: (at) => tf.tidy(() => tf.add<tf.Tensor2D>(tf.matMul(tf.reshape<tf.Rank.R2>(at, [-1, 2]), matrix), tf.tensor1d([2, 0]))),
    space,
    labels: Int32Array.of(0),
    samples: Int32Array.of(5),
    radius: Float32Array.of(radius),
    criterion: misclassified,
    objective: marginObjective(),
  };
  const attack = await partOf(plugin, "attack", { iterations, learningRate: 0.05 }, { protocol: "reference" });
  using found = await attack.perturb(problem, Random.seeded(2), new AbortController().signal);

  const start = L2.start(Random.seeded(2), problem.samples, [1, 2], problem.radius);
  const begun = x.map((value, i) => Math.min(1, Math.max(0, value + (start.dataSync()[i] as number))));
  start.dispose();
  const k = 1e-5;
  let w = begun.map((value) => Math.atanh((2 - 2 * k) * value - 1 + k));
  let [m, v] = [
    [0, 0],
    [0, 0],
  ];
  const place = (): number[] => w.map((value) => (0.5 + k) * (Math.tanh(value) + 1));
  for (let step = 1; step <= iterations; step++) {
    const delta = place().map((value, i) => value - (x[i] as number));
    const length = Math.hypot(...delta);
    // The second logit is 0, so the objective is the first.
    const slope = w.map((value, i) => ((delta[i] as number) / length + (weights[i] as number)) * (0.5 + k) * (1 - Math.tanh(value) ** 2));
    m = m.map((value, i) => 0.9 * value + 0.1 * (slope[i] as number));
    v = v.map((value, i) => 0.999 * value + 0.001 * (slope[i] as number) ** 2);
    const rate = (0.05 * Math.sqrt(1 - 0.999 ** step)) / (1 - 0.9 ** step);
    w = w.map((value, i) => value - (rate * (m[i] as number)) / (Math.sqrt(v[i] as number) + 1e-8));
  }
  expect(found.iterations[0]).toBe(-1);
  for (const [i, value] of [...(await found.points.data())].entries()) expect(value).toBeCloseTo(place()[i] as number, 4);
  tf.dispose([matrix, images]);
});
