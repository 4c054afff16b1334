import { attackLaws, testAttack, testPlugin } from "@disentangle/conformance";
import { partOf, Random, type Attack } from "@disentangle/core";
import { imageSpace, misclassified, marginObjective } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import plugin from "../src/index.ts";

beforeAll(() => tf.setBackend("cpu"));

function make(id: string, options: object): () => Promise<Attack> {
  return () => partOf(plugin, `attack/${id}`, options);
}

describe.each(["fmn-linf", "fmn-l2", "fmn-l1"])("%s", (id) => {
  testAttack(id, { quick: make(id, { iterations: 8 }), strong: make(id, {}), tightness: id === "fmn-l1" ? 1.1 : 1.05 });
});

describe("fmn-l0 keeps the contract of an attack", () => {
  // L0 is no norm: it does not grow in proportion, and a radius below one is zero, which leaves these without
  // meaning. Projections and starts are tested in ops, the optimum below.
  const meaningless = [
    "names a norm that is zero",
    "names a norm that projects to the nearest",
    "names a norm that starts each sample",
    "on linear",
  ];
  const own = attackLaws.filter(({ promise }) => !meaningless.some((start) => promise.startsWith(start)));
  for (const law of own) test(law.promise, () => law.check({ quick: make("fmn-l0", { iterations: 8 }) }));
});

test("under L0 it changes as few coordinates as the box allows on a linear classifier", async () => {
  const images = tf.tidy(() => tf.mul<tf.Tensor4D>(tf.ones([2, 1, 6, 1]), 0.5));
  using space = imageSpace(images);
  const attack = await partOf(plugin, "attack/fmn-l0");
  // Each coordinate can add half its weight: 0.8 needs the two largest of (0.2, 1, 0.1, 0.9, 0.3, 0.2), 0.4
  // one.
  const weights = tf.tensor2d([0.2, 1, 0.1, -0.9, 0.3, 0.2], [6, 1]);
  const needs = [0.8, 0.4];
  using proposal = await attack.perturb(
    {
      classify: (at) =>
        tf.tidy(() => {
          const other: tf.Tensor2D = tf.matMul(tf.sub<tf.Tensor2D>(tf.reshape(at, [-1, 6]), 0.5), weights);
          return tf.concat<tf.Tensor2D>([tf.tensor2d(needs, [2, 1]), other], 1);
        }),
      space,
      labels: new Int32Array(2),
      samples: Int32Array.of(0, 1),
      radius: Float32Array.of(6, 6),
      criterion: misclassified,
      objective: marginObjective(),
    },
    Random.seeded(1),
    new AbortController().signal,
  );
  const changed = tf.tidy(() => attack.norm.of(tf.sub(proposal.points, space.origin)).arraySync());
  tf.dispose([images, weights]);
  expect(changed).toEqual([2, 1]);
});

for (const id of ["fmn-linf", "fmn-l2", "fmn-l1", "fmn-l0"]) {
  testPlugin(plugin, { kind: "attack", id, refused: [{ iterations: 0 }, { stepSize: 0 }, { radiusStep: 1 }], accepted: [{ stepSize: 2 }] });
}
