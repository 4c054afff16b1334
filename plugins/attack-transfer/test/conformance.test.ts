import { testAttack } from "@disentangle/conformance";
import { partOf, Random, type Attack, type Frozen } from "@disentangle/core";
import { imageSpace, marginObjective, misclassified, projectedDescent } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import plugin, { TRANSFER_ATTACK, TRANSFER_SOURCE } from "../src/index.ts";

beforeAll(() => tf.setBackend("cpu"));

function make(iterations: number, learningRate: number): (source: Frozen) => Promise<Attack> {
  return async (source) => {
    const inner = projectedDescent("inner", Infinity, { iterations, learningRate, keep: "first", scaling: "coordinate" });
    const bound = new Map<symbol, unknown>([
      [TRANSFER_SOURCE, source],
      [TRANSFER_ATTACK, inner],
    ]);
    return partOf(plugin, "attack", undefined, { get: (token) => bound.get(token) as never });
  };
}

const untouchable = (): tf.Tensor2D => {
  throw new Error("The classifier under test was asked.");
};

testAttack("transfer", { quick: make(8, 0.05), strong: make(120, 0.02) });

test("never asks the classifier under test, and says how the source fared", async () => {
  const weights = tf.tensor2d([
    [1, -1],
    [1, -1],
  ]);
  const source: Frozen = {
    classes: 2,
    classify: (images) => tf.tidy(() => tf.matMul(tf.sub(tf.reshape<tf.Rank.R2>(images, [-1, 2]), 0.5), weights)),
    [Symbol.dispose]: () => weights.dispose(),
  };
  // Source predicts 0, 0, 1; a radius of 0.2 is enough for the first alone.
  const images = tf.tensor4d([0.6, 0.6, 0.9, 0.9, 0.3, 0.3], [3, 1, 2, 1]);
  using space = imageSpace(images);
  const problem = {
    classify: untouchable,
    space,
    labels: Int32Array.of(0, 0, 0),
    samples: Int32Array.of(0, 1, 2),
    radius: new Float32Array(3).fill(0.2),
    criterion: misclassified,
    objective: marginObjective(),
  };
  const attack = await make(40, 0.02)(source);
  using proposal = await attack.perturb(problem, Random.seeded(1), new AbortController().signal);
  expect(proposal.source).toEqual({ correct: Uint8Array.of(1, 1, 0), success: Uint8Array.of(1, 0, 1) });
  expect(proposal.iterations[1]).toBe(-1);
  images.dispose();
  source[Symbol.dispose]();
});
