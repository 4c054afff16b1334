import { testAttack, testPlugin } from "@disentangle/conformance";
import { partOf, Random, type Attack } from "@disentangle/core";
import { crossEntropyObjective, imageSpace, misclassified } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import plugin from "../src/index.ts";

beforeAll(() => tf.setBackend("cpu"));

function make(id: string, options: object): () => Promise<Attack> {
  return () => partOf(plugin, `attack/${id}`, options);
}

describe("stopping", () => {
  testAttack("sign-pgd", { quick: make("sign-pgd", { iterations: 8 }), strong: make("sign-pgd", { iterations: 60 }) });
});
describe("the best point, with momentum, under L2", () => {
  const options = { norm: "l2", mode: "run-through" };
  testAttack("mi-fgsm", { quick: make("mi-fgsm", options), strong: make("mi-fgsm", { ...options, iterations: 300, step: 0.02 }) });
});
describe("the last point", () => {
  testAttack("bim", { quick: make("bim", { mode: "last" }), strong: make("bim", { mode: "last" }) });
});
testAttack("fgsm", { quick: make("fgsm", {}), strong: make("fgsm", {}) });

for (const id of ["sign-pgd", "fgsm", "bim", "mi-fgsm"]) {
  testPlugin(plugin, {
    kind: "attack",
    id,
    accepted: [{ absoluteStep: 0.01, loss: "mifpe" }],
    refused: [{ iterations: 0 }, { norm: "l1" }, { loss: "hinge" }, { speed: 2 }],
  });
}

/** The image x = (0.5, 0.5) under logits (0, w · (x − 0.5) − 1): label 0, so attacks go along w. */
async function attacked(id: string, options: object, weights: readonly [number, number]): Promise<number[]> {
  const images = tf.tidy(() => tf.mul<tf.Tensor4D>(tf.ones([1, 1, 2, 1]), 0.5));
  using space = imageSpace(images);
  const attack = await partOf(plugin, `attack/${id}`, options);
  using proposal = await attack.perturb(
    {
      classify: (at) =>
        tf.tidy(() => {
          const other: tf.Tensor2D = tf.sub(
            tf.matMul(tf.sub<tf.Tensor2D>(tf.reshape(at, [-1, 2]), 0.5), tf.tensor2d([...weights], [2, 1])),
            1,
          );
          return tf.concat<tf.Tensor2D>([tf.zeros([1, 1]), other], 1);
        }),
      space,
      labels: Int32Array.of(0),
      samples: Int32Array.of(0),
      radius: Float32Array.of(0.3),
      criterion: misclassified,
      objective: crossEntropyObjective,
    },
    Random.seeded(1),
    new AbortController().signal,
  );
  images.dispose();
  return Array.from(proposal.points.dataSync<"float32">(), (value) => Number((value - 0.5).toFixed(4)));
}

describe("what is published", () => {
  test("FGSM makes one step of the radius along the sign", async () => {
    expect(await attacked("fgsm", {}, [1, -0.1])).toEqual([0.3, -0.3]);
  });

  test("under L2 it goes along the gradient", async () => {
    expect(await attacked("fgsm", { norm: "l2" }, [0.3, -0.4])).toEqual([0.18, -0.24]);
  });

  test("BIM makes ten steps of a tenth of the radius, and fewer end earlier", async () => {
    expect(await attacked("bim", {}, [1, -0.1])).toEqual([0.3, -0.3]);
    expect(await attacked("bim", { iterations: 4 }, [1, -0.1])).toEqual([0.12, -0.12]);
  });

  test("40 steps of 0.01 are repeated exactly: `absoluteStep` does not depend on the radius", async () => {
    expect(await attacked("sign-pgd", { absoluteStep: 0.01, start: "origin", iterations: 7 }, [1, -0.1])).toEqual([0.07, -0.07]);
    const [first, second] = (await attacked("sign-pgd", { iterations: 60 }, [1, -0.1])) as [number, number];
    expect([first, second]).toEqual([0.3, -0.3]);
  });
});
