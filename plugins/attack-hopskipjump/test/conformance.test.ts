import { testAttack, testPlugin } from "@disentangle/conformance";
import { partOf, Random, type Attack } from "@disentangle/core";
import { classifierFrom, imageSpace, marginObjective, misclassified } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import plugin from "../src/index.ts";

beforeAll(() => tf.setBackend("cpu"));

function make(options: object): () => Promise<Attack> {
  return () => partOf(plugin, "attack", options);
}

// Of several classes it keeps to the boundary of the one it started in, so the optimum is that of two.
describe.each(["l2", "linf"])("%s", (norm) => {
  testAttack("hopskipjump", {
    quick: make({ norm, queries: 60, firstQueries: 10 }),
    strong: make({ norm, queries: 5000 }),
    classes: 2,
    tightness: 1.1,
  });
});

testPlugin(plugin, {
  kind: "attack",
  id: "hopskipjump",
  refused: [{ queries: 0 }, { norm: "l1" }, { firstQueries: 1 }],
  accepted: [{ norm: "linf" }],
});

test("finds the boundary of a model that tells labels alone, and asks no more than it may", async () => {
  // Label 1 from a sum of 3 on: from 2, the nearest point in L2 is half as far as the root of four pixels.
  const frozen = classifierFrom((images) => tf.cast(tf.greater(tf.sum(images, [1, 2, 3]), 3), "int32"), {
    image: [2, 2, 1],
    outputs: "labels",
    classes: 2,
  });
  const images = tf.tidy(() => tf.mul<tf.Tensor4D>(tf.ones([2, 2, 2, 1]), 0.5));
  using space = imageSpace(images);
  images.dispose();
  const attack = await partOf(plugin, "attack", { queries: 2000 });
  using proposal = await attack.perturb(
    {
      classify: (at) => frozen.classify(at),
      space,
      labels: new Int32Array(2),
      samples: Int32Array.of(3, 4),
      radius: Float32Array.of(1, 1),
      criterion: misclassified,
      objective: marginObjective(),
    },
    Random.seeded(1),
    new AbortController().signal,
  );
  const lengths = tf.tidy(() => attack.norm.of(tf.sub(proposal.points, space.origin)).arraySync());
  for (const length of lengths) expect(length / 0.5).toBeCloseTo(1, 1);
  expect(Math.max(...proposal.forwards)).toBeLessThanOrEqual(2000);
  expect([...proposal.gradients]).toEqual([0, 0]);
});
