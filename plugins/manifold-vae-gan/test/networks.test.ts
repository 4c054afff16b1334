import { Random } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { buildNetwork, NETWORKS, settingsOf } from "../src/index.ts";
import { signsOfCollapse } from "../src/collapse.ts";
import { divergence, takenForFake, takenForReal } from "../src/losses.ts";

beforeAll(async () => void (await tf.setBackend("cpu")));

const OPTIONS = { width: 64, gamma: 1, batch: 100, starts: 3, iterations: 100 };

describe("networks have the parameters of the original", () => {
  test.each([
    ["28 × 28 × 1", { image: [28, 28, 1], size: 10, width: 64 }, { encoder: 703_828, decoder: 1_502_785, discriminator: 1_501_269 }],
    // By hand from the layers: four levels of 64 to 512 channels.
    [
      "CelebA, 56 × 48 × 3",
      { image: [56, 48, 3], size: 25, width: 64 },
      { encoder: 2_988_914, decoder: 6_321_219, discriminator: 6_249_045 },
    ],
  ] as const)("%s", (_, shape, counts) => {
    for (const name of NETWORKS) {
      using network = buildNetwork(name, shape, Random.seeded(1));
      const total = Object.values(network.parameters()).reduce((sum, { size }) => sum + size, 0);
      expect(total, name).toBe(counts[name]);
      expect(network.output, name).toEqual(name === "encoder" ? [2 * shape.size] : name === "decoder" ? shape.image : [1]);
    }
  });

  test("start with small weights in encoder and decoder, and fan-in's in heads and discriminator", () => {
    const shape = { image: [28, 28, 1], size: 10, width: 16 } as const;
    const deviation = (name: (typeof NETWORKS)[number], key: string): number => {
      using network = buildNetwork(name, shape, Random.seeded(1));
      return tf.tidy(
        () =>
          tf
            .moments(network.state()[key] as tf.Variable)
            .variance.sqrt()
            .dataSync()[0] as number,
      );
    };
    expect(deviation("encoder", "conv3/kernel")).toBeCloseTo(0.001, 4);
    expect(deviation("decoder", "transposed1/kernel")).toBeCloseTo(0.001, 4);
    expect(deviation("decoder", "linear1/kernel")).toBeCloseTo(0.001, 4);
    expect(deviation("encoder", "linear1/kernel") / Math.sqrt(2 / (3 * 576))).toBeCloseTo(1, 1);
    expect(deviation("discriminator", "conv2/kernel") / Math.sqrt(2 / (3 * 576))).toBeCloseTo(1, 1);
  });

  test("refuse images that leave no level", () => {
    expect(() => buildNetwork("encoder", { image: [5, 9, 1], size: 2, width: 4 }, Random.seeded(1))).toThrow(/5 × 9 pixels.*at least 6/s);
  });
});

describe("losses", () => {
  test("the divergence is that of normal distributions in closed form", () => {
    const [mean, deviation] = [
      [0.3, -1.2, 0],
      [0.5, 1.7, 1],
    ];
    const expected = mean.reduce((sum, m, i) => sum + 0.5 * (m ** 2 + deviation[i]! ** 2 - 1) - Math.log(deviation[i]!), 0);
    const posterior = { mean: tf.tensor2d([mean]), logVariance: tf.tensor2d([deviation.map((d) => 2 * Math.log(d))]) };
    expect(divergence(posterior).dataSync()[0]).toBeCloseTo(expected, 5);
  });

  test("the adversarial terms stay finite where the discriminator is certain", () => {
    expect(takenForReal(tf.tensor2d([[-1000]])).dataSync()[0]).toBeCloseTo(-Math.log(1e-12), 3);
    expect(takenForFake(tf.tensor2d([[1000]])).dataSync()[0]).toBeCloseTo(-Math.log(1e-12), 3);
    expect(takenForReal(tf.tensor2d([[0]])).dataSync()[0]).toBeCloseTo(Math.log(2), 6);
  });
});

describe("settings are the paper's", () => {
  test.each([
    ["emnist", 0, 2.25, 30],
    ["emnist", 1, 5, 30],
    ["emnist", 7, 3, 30],
    ["emnist", undefined, 3, 30],
    ["fonts", 4, 3, 10],
    ["fashion-mnist", 2, 2.75, 60],
    ["fashion-mnist", undefined, 3, 60],
    ["another", 2, 3, 30],
  ] as const)("%s, class %s: β %s, %s epochs", (id, label, beta, epochs) => {
    expect(settingsOf({ id, image: [28, 28, 1] }, OPTIONS, label)).toMatchObject({ beta, epochs, size: 10, gamma: 1, width: 64 });
  });

  test("unless others are asked for; codes of CelebA have 25 numbers", () => {
    expect(settingsOf({ id: "celeba", image: [56, 48, 3] }, OPTIONS, 0).size).toBe(25);
    expect(settingsOf({ id: "emnist", image: [28, 28, 1] }, { ...OPTIONS, beta: 1, epochs: 2, size: 3 }, 1)).toMatchObject({
      beta: 1,
      epochs: 2,
      size: 3,
    });
  });
});

describe("a collapse is noticed", () => {
  const good = { curves: { divergence: [12], real: [0.9], fake: [0.1] }, own: 40, other: 90 };
  test.each([
    ["nothing where there is none", good, /^$/],
    ["codes that carry nothing", { ...good, curves: { ...good.curves, divergence: [9, 0.01] } }, /KL divergence fell to 0\.010/],
    ["a code that is ignored", { ...good, own: 89.5 }, /ignore the code/],
    ["a discriminator that has won", { ...good, curves: { ...good.curves, real: [1], fake: [0] } }, /discriminator has won/],
    ["a discriminator that always says one", { ...good, curves: { ...good.curves, real: [1], fake: [1] } }, /1\.000 whatever it sees/],
  ] as const)("%s", (_, outcome, words) => expect(signsOfCollapse(outcome).join(" ")).toMatch(words));
});
