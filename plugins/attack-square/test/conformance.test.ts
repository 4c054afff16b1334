import { testAttack, testPlugin } from "@disentangle/conformance";
import { partOf, Random, type Attack } from "@disentangle/core";
import { imageSpace, marginObjective, misclassified } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import plugin from "../src/index.ts";
import { shareAt } from "../src/schedule.ts";

beforeAll(() => tf.setBackend("cpu"));

function make(options: object): () => Promise<Attack> {
  return () => partOf(plugin, "attack", options);
}

describe("linf", () => {
  testAttack("square", { quick: make({ queries: 12 }), strong: make({ queries: 400 }) });
});
// Under L2 and L1 random search comes near the optimum, not within a hundredth of it.
describe.each(["l2", "l1"])("%s", (norm) => {
  testAttack("square", { quick: make({ norm, queries: 12 }) });
});

testPlugin(plugin, { kind: "attack", id: "square", refused: [{ queries: 0 }, { norm: "l0" }, { share: 0 }], accepted: [{ norm: "l1" }] });

test("changes ever fewer coordinates, as published", () => {
  expect([0, 11, 51, 201, 501, 1001, 2001, 4001, 6001, 8001].map((query) => 0.8 / shareAt(query, 10_000, 0.8))).toEqual(
    Array.from({ length: 10 }, (_, i) => 2 ** i),
  );
  expect(shareAt(26, 5000, 0.8)).toBe(0.2);
});

test.each(["linf", "l2", "l1"])("under %s it finds what only a square can show: a corner of the image that counts", async (norm) => {
  const images = tf.tidy(() => tf.mul<tf.Tensor4D>(tf.ones([3, 8, 8, 1]), 0.5));
  using space = imageSpace(images);
  const attack = await partOf(plugin, "attack", { norm, queries: 1000 });
  const radius = { linf: 0.2, l2: 1.2, l1: 3.2 }[norm] as number;
  // The sum over 16 pixels must rise by 2.
  const classify = (at: tf.Tensor4D): tf.Tensor2D =>
    tf.tidy(() => {
      const corner = tf.sum<tf.Tensor1D>(tf.sub(tf.reshape(tf.slice(at, [0, 0, 0, 0], [-1, 4, 4, 1]), [-1, 16]), 0.5), 1);
      return tf.stack([tf.fill(corner.shape, 2), corner], 1) as tf.Tensor2D;
    });
  using proposal = await attack.perturb(
    {
      classify,
      space,
      labels: new Int32Array(3),
      samples: Int32Array.of(1, 2, 3),
      radius: new Float32Array(3).fill(radius),
      criterion: misclassified,
      objective: marginObjective(),
    },
    Random.seeded(1),
    new AbortController().signal,
  );
  images.dispose();
  expect([...proposal.iterations].every((iteration) => iteration >= 0)).toBe(true);
  expect([...proposal.gradients]).toEqual([0, 0, 0]);
});
