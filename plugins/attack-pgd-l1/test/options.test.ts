import { Fault, Random, type Attack, type Scope } from "@disentangle/core";
import { crossEntropyObjective, imageSpace, misclassified } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import plugin from "../src/index.ts";

beforeAll(() => tf.setBackend("cpu"));

test.each(["paper", "reference"])(
  "runs with its defaults: 40 updates in the %s protocol, solved rows leaving at once",
  async (protocol) => {
    const images = tf.tensor4d([0.5, 0.5, 0.5, 0.5], [2, 1, 2, 1]);
    using space = imageSpace(images);
    const problem = {
      classify: (at: tf.Tensor4D) =>
        tf.tidy(() => tf.concat<tf.Tensor2D>([tf.reshape(at, [-1, 2]), tf.mul(0.49, tf.ones([at.shape[0], 1]))], 1)),
      space,
      labels: Int32Array.of(0, 2),
      samples: Int32Array.of(0, 1),
      radius: Float32Array.of(0, 0.001),
      criterion: misclassified,
      objective: crossEntropyObjective,
    };
    const attack = (await plugin.offers[0]?.configure(undefined)({ protocol } as Scope)) as Attack;
    using proposal = await attack.perturb(problem, Random.seeded(1), new AbortController().signal);
    expect([...proposal.iterations]).toEqual([-1, 0]);
    expect([...proposal.forwards]).toEqual([41, 1]);
    images.dispose();
  },
);

test.each([{ iterations: -1 }, { mode: "sometimes" }, { speed: 2 }])("refuses %o, by name", (options) => {
  let refusal: unknown;
  try {
    plugin.offers[0]?.configure(options);
  } catch (error) {
    refusal = error;
  }
  expect(Fault.is(refusal, "bad-option")).toBe(true);
  expect((refusal as Fault).message).toContain(Object.keys(options)[0]);
});
