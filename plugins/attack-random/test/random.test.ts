import { testAttack, testPlugin } from "@disentangle/conformance";
import { partOf, Random, type Attack } from "@disentangle/core";
import { crossEntropyObjective, misclassified, transformationSpace } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import plugin from "../src/index.ts";

beforeAll(() => tf.setBackend("cpu"));

function make(options: object): () => Promise<Attack> {
  return () => partOf(plugin, "attack", options);
}

describe.each(["linf", "l2", "l1"])("in the ball of %s", (norm) => {
  testAttack("random", { quick: make({ norm }) });
});

test("centred at zero, transformations end at the smallest scale; centred at the origin, around the identity", async () => {
  const images = tf.ones<tf.Rank.R4>([40, 3, 3, 1]);
  using space = transformationSpace(images, { lower: [-0.2, -0.2, -0.5, -0.5, 0.75, -1.5], upper: [0.2, 0.2, 0.5, 0.5, 1.15, 1.5] });
  const problem = {
    classify: (x: tf.Tensor4D) => tf.zeros<tf.Rank.R2>([x.shape[0], 2]),
    space,
    labels: new Int32Array(40),
    samples: Int32Array.from({ length: 40 }, (_, i) => i),
    radius: new Float32Array(40).fill(0.3),
    criterion: misclassified,
    objective: crossEntropyObjective,
  };
  const scales = async (centre: string): Promise<number[]> => {
    using proposal = await (await make({ centre })()).perturb(problem, Random.seeded(1), new AbortController().signal);
    return [...proposal.points.dataSync()].filter((_, i) => i % 6 === 4);
  };
  expect(new Set(await scales("zero"))).toEqual(new Set([0.75]));
  const around = await scales("origin");
  expect(around.some((scale) => scale > 1) && around.some((scale) => scale < 1)).toBe(true);
  images.dispose();
});

testPlugin(plugin, { kind: "attack", id: "random", refused: [{ norm: "l3" }, { centre: 1 }, { draws: 2 }] });
