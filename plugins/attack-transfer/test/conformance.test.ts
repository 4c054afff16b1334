import { testAttack, testPlugin } from "@disentangle/conformance";
import { partOf, Random, type Attack } from "@disentangle/core";
import { imageSpace, LINF, marginObjective, misclassified, projectedDescent } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import plugin, { TRANSFER_ATTACK } from "../src/index.ts";

beforeAll(() => tf.setBackend("cpu"));

function make(iterations: number, learningRate: number): () => Promise<Attack> {
  const inner = projectedDescent("inner", LINF, { iterations, learningRate, keep: "first", scaling: "coordinate" });
  return () =>
    partOf(plugin, "attack", undefined, {
      get: (token) => {
        expect(token).toBe(TRANSFER_ATTACK);
        return inner as never;
      },
    });
}

const untouchable = (): tf.Tensor2D => {
  throw new Error("The classifier under test was asked.");
};

testAttack("transfer", { quick: make(8, 0.05), strong: make(120, 0.02) });

testPlugin(plugin, { kind: "attack", id: "transfer", refused: [{ source: "cnn" }] });

test("never asks the classifier under test, and says how the source fared", async () => {
  const weights = tf.tensor2d([
    [1, -1],
    [1, -1],
  ]);
  // Source predicts 0, 0, 1; a radius of 0.2 is enough for the first alone.
  const images = tf.tensor4d([0.6, 0.6, 0.9, 0.9, 0.3, 0.3], [3, 1, 2, 1]);
  using space = imageSpace(images);
  const problem = {
    classify: untouchable,
    source: (at: tf.Tensor4D) => tf.tidy(() => tf.matMul<tf.Tensor2D>(tf.sub<tf.Tensor2D>(tf.reshape(at, [-1, 2]), 0.5), weights)),
    space,
    labels: Int32Array.of(0, 0, 0),
    samples: Int32Array.of(0, 1, 2),
    radius: new Float32Array(3).fill(0.2),
    criterion: misclassified,
    objective: marginObjective(),
  };
  const attack = await make(40, 0.02)();
  expect(attack.usesSource).toBe(true);
  using proposal = await attack.perturb(problem, Random.seeded(1), new AbortController().signal);
  expect(proposal.source).toEqual({ correct: Uint8Array.of(1, 1, 0), success: Uint8Array.of(1, 0, 1) });
  expect(proposal.iterations[1]).toBe(-1);
  const { source: _, ...without } = problem;
  await expect(attack.perturb(without, Random.seeded(1), new AbortController().signal)).rejects.toMatchObject({ code: "contradiction" });
  tf.dispose([images, weights]);
});
