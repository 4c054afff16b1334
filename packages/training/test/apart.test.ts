import { type Attack, type Protocol, Random, type Strategy } from "@disentangle/core";
import { LINF } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { batchRows } from "../src/batch-rows.ts";
import { standardStrategies, train } from "../src/index.ts";
import { attackOf, classifier, sides, training } from "./scene.ts";

beforeAll(async () => {
  await tf.setBackend("cpu");
  await tf.ready();
});

const MANIFOLDS = [
  { id: "fonts", exact: true },
  { id: "vae-gan", exact: false },
];

function strategy(protocol: Protocol, id: string): Strategy {
  return standardStrategies(protocol, MANIFOLDS).find((one) => one.id === id) as Strategy;
}

/** Samples that were attacked in each batch of two epochs of 50 examples, as positions. */
async function attacked(trained: Strategy): Promise<readonly number[][]> {
  const seen: number[][] = [];
  const watching: Attack = {
    id: "watching",
    norm: LINF,
    bounded: true,
    perturb: (problem, random, signal) => {
      seen.push(Array.from(problem.samples, (sample) => sample - 1000));
      return attackOf().perturb(problem, random, signal);
    },
  };
  using examples = sides(50);
  using model = classifier();
  await train(training({ classifier: model, examples, strategy: trained, epochs: 2, attackOf: () => watching }));
  return seen;
}

/** The second halves of the batches of two epochs, by the permutation of that name. */
function halves(name: string): readonly number[][] {
  return [0, 1].flatMap((epoch) => {
    const order = Random.seeded(3).fork(name, epoch).permutation(50);
    return [0, 1, 2].map((batch) => [...batchRows(order, batch, 20).subarray(10)]);
  });
}

describe("on-manifold training under reference", () => {
  test("attacks rows of a permutation of its own on a learned manifold", async () => {
    expect(await attacked(strategy("reference", "on-manifold/vae-gan"))).toEqual(halves("permutation apart"));
  });

  test("attacks the other half of the batch on the exact one, and under paper", async () => {
    expect(await attacked(strategy("reference", "on-manifold"))).toEqual(halves("permutation"));
    expect(await attacked(strategy("paper", "on-manifold/vae-gan"))).toEqual(halves("permutation"));
  });

  test("goes apart in the combined strategies as well, regular examples do not", () => {
    const groups = strategy("reference", "combined/vae-gan").steps.flat();
    expect(groups.filter(({ apart }) => apart).map(({ space }) => space)).toEqual(["latent/vae-gan"]);
    expect(
      strategy("paper", "combined/vae-gan")
        .steps.flat()
        .some(({ apart }) => apart),
    ).toBe(false);
  });
});
