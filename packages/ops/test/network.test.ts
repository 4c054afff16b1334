import { Fault, Random } from "@disentangle/core";
import type { Classifier } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { averagePool, batchNorm, convolution, flatten, heFanOut, linear, maxPool, network, relu, residual } from "../src/index.ts";
import type { Layer } from "../src/index.ts";
import { gradientError, normals } from "./finite-difference.ts";

beforeAll(async () => void (await tf.setBackend("cpu")));

const image = [6, 7, 2] as const;
const io = { image, classes: 3 };

/** Lists of layers in which frozen steps fold, merge, or must not. */
const definitions: Readonly<Record<string, readonly Layer[]>> = {
  "batch norm after convolution": [convolution({ channels: 4, kernel: 3, pad: 1 }), batchNorm(), relu(), flatten(), linear(3)],
  "batch norm after convolution without bias": [convolution({ channels: 4, kernel: 3, bias: false }), batchNorm(), flatten(), linear(3)],
  "batch norm after ReLU, then convolution": [
    convolution({ channels: 4, kernel: 3 }),
    relu(),
    batchNorm(),
    convolution({ channels: 2, kernel: 3, pad: 1 }),
    flatten(),
    linear(3),
  ],
  "batch norm after ReLU, then linear": [flatten(), linear(5), relu(), batchNorm(), linear(3)],
  "batch norm after linear": [flatten(), linear(5), batchNorm(), relu(), linear(3)],
  "batch norm first and last": [batchNorm(), flatten(), linear(3), batchNorm()],
  "linear after linear, narrow to wide": [flatten(), linear(2), linear(9), relu(), linear(3)],
  "linear after linear, wide to narrow": [flatten(), linear(9), linear(3)],
  "two batch norms": [convolution({ channels: 4, kernel: 3 }), batchNorm(), batchNorm(), relu(), relu(), averagePool(), linear(3)],
  "pooling and residual blocks": [
    convolution({ channels: 4, kernel: 3, pad: 1 }),
    maxPool(2),
    residual([convolution({ channels: 4, kernel: 3, pad: 1, bias: false }), batchNorm()]),
    residual(
      [convolution({ channels: 6, kernel: 3, stride: 2, pad: 1 }), batchNorm()],
      [convolution({ channels: 6, kernel: 1, stride: 2 }), batchNorm()],
    ),
    averagePool(),
    linear(3),
  ],
};

function disturb(classifier: Classifier): void {
  const random = Random.seeded(21);
  for (const [name, variable] of Object.entries(classifier.state())) {
    tf.tidy(() => {
      const noise = normals(random, variable.shape).mul(0.3);
      variable.assign(name.endsWith("/variance") ? tf.exp(noise) : tf.add(variable, noise));
    });
  }
}

async function kernels(run: () => tf.TensorContainer): Promise<string[]> {
  const { kernelNames } = await tf.profile(() => tf.tidy(run));
  return kernelNames;
}

function largest(a: tf.Tensor, b: tf.Tensor): number {
  return tf.tidy(() => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0] as number);
}

describe.each(Object.entries(definitions))("%s", (_, layers) => {
  test("frozen and evaluated logits agree, and so do their gradients in the images", () => {
    using classifier = network(layers, io, Random.seeded(1));
    disturb(classifier);
    using frozen = classifier.freeze();
    const images = normals(Random.seeded(2), [5, ...image]) as tf.Tensor4D;
    const evaluate = (x: tf.Tensor): tf.Tensor => classifier.logits(x as tf.Tensor4D, "eval");
    const classify = (x: tf.Tensor): tf.Tensor => frozen.classify(x as tf.Tensor4D);
    expect(largest(evaluate(images), classify(images))).toBeLessThan(1e-4);
    expect(largest(tf.grad(evaluate)(images), tf.grad(classify)(images))).toBeLessThan(1e-4);
  });
});

test("the gradient of the mean over a map agrees with finite differences", () => {
  using classifier = network([averagePool(), linear(3)], io, Random.seeded(1));
  const images = normals(Random.seeded(2), [2, ...image]);
  expect(gradientError((x) => classifier.logits(x as tf.Tensor4D, "eval"), [images], 0)).toBeLessThan(2e-3);
});

test.each([
  { name: "576 → 100 → 10 as one product", widths: [100, 10], tensors: 2 },
  { name: "576 → 2 → 300 as two", widths: [2, 300], tensors: 4 },
])("freezes $name", ({ widths, tensors }) => {
  using classifier = network(
    [flatten(), ...widths.map((width) => linear(width))],
    { image: [24, 24, 1], classes: widths[1] as number },
    Random.seeded(1),
  );
  const before = tf.memory().numTensors;
  using _frozen = classifier.freeze();
  expect(tf.memory().numTensors - before).toBe(tensors);
});

test("freezing copies no large weights", () => {
  using classifier = network([flatten(), linear(500), relu(), linear(3)], { image: [20, 20, 1], classes: 3 }, Random.seeded(1));
  const before = tf.memory().numDataBuffers;
  using _frozen = classifier.freeze();
  expect(tf.memory().numDataBuffers - before).toBe(0);
});

describe("running statistics", () => {
  test("move by a tenth towards the mean, bias included, and the unbiased variance of the batch", () => {
    using classifier = network([convolution({ channels: 2, kernel: 3 }), batchNorm(), flatten(), linear(3)], io, Random.seeded(1));
    const state = classifier.state();
    const bias = tf.tensor1d([0.5, -2]);
    state["conv1/bias"]?.assign(bias);
    const images = normals(Random.seeded(2), [4, ...image]) as tf.Tensor4D;
    classifier.logits(images, "train");
    const maps = tf.add(tf.conv2d(images, state["conv1/kernel"] as tf.Tensor4D, 1, 0), bias).dataSync();
    for (const c of [0, 1]) {
      const channel = [...maps].filter((_, i) => i % 2 === c);
      const mean = channel.reduce((sum, value) => sum + value, 0) / channel.length;
      const variance = channel.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (channel.length - 1);
      expect(state["norm1/mean"]?.dataSync()[c]).toBeCloseTo(0.1 * mean, 5);
      expect(state["norm1/variance"]?.dataSync()[c]).toBeCloseTo(0.9 + 0.1 * variance, 5);
    }
  });

  test("move by the share asked for, and ε is what was asked for", () => {
    const layers = [flatten(), batchNorm({ momentum: 1, epsilon: 3 }), linear(3)];
    using classifier = network(layers, { image: [1, 1, 1], classes: 3 }, Random.seeded(1));
    const images = tf.tensor4d([2, 4], [2, 1, 1, 1]);
    const trained = classifier.logits(images, "train").dataSync();
    expect(classifier.state()["norm1/mean"]?.dataSync()[0]).toBe(3);
    expect(classifier.state()["norm1/variance"]?.dataSync()[0]).toBe(2);
    // The batch has variance 1, and √(1 + 3) = 2.
    const weight = classifier.state()["linear1/kernel"]?.dataSync()[0] as number;
    expect(trained[0]).toBeCloseTo(-0.5 * weight, 6);
  });

  test("a bias before batch norm changes no logit in training, and has no gradient", () => {
    using classifier = network(definitions["batch norm after convolution"] as Layer[], io, Random.seeded(1));
    const images = normals(Random.seeded(2), [4, ...image]) as tf.Tensor4D;
    const before = classifier.logits(images, "train");
    const bias = classifier.parameters()["conv1/bias"] as tf.Variable;
    bias.assign(tf.tensor1d([3, 3, 3, 3]));
    expect(largest(before, classifier.logits(images, "train"))).toBe(0);
    const { grads } = tf.variableGrads(() => tf.sum(classifier.logits(images, "train")), Object.values(classifier.parameters()));
    expect(Object.keys(grads)).toHaveLength(5);
    expect(grads).not.toHaveProperty([bias.name]);
  });
});

test("training differentiates the images only where somebody asks", async () => {
  using classifier = network([convolution({ channels: 2, kernel: 3 }), batchNorm(), relu(), flatten(), linear(3)], io, Random.seeded(1));
  const images = normals(Random.seeded(2), [2, ...image]) as tf.Tensor4D;
  const loss = (x: tf.Tensor): tf.Scalar => tf.sum(classifier.logits(x as tf.Tensor4D, "train"));

  const training = await kernels(() => tf.variableGrads(() => loss(images), Object.values(classifier.parameters())).grads);
  expect(training).toContain("Conv2DBackpropFilter");
  expect(training).not.toContain("Conv2DBackpropInput");

  const attack = await kernels(() => tf.grad(loss)(images));
  expect(attack).toContain("Conv2DBackpropInput");
  expect(attack).not.toContain("Conv2DBackpropFilter");

  using frozen = classifier.freeze();
  const folded = await kernels(() => tf.grad((x) => frozen.classify(x as tf.Tensor4D))(images));
  expect(folded).toEqual(expect.arrayContaining(["FusedConv2D", "_FusedMatMul", "Conv2DBackpropInput"]));
  expect(folded).not.toContain("Conv2DBackpropFilter");
});

test("weights start normal, with the deviation asked for; names tell them apart", () => {
  using classifier = network(
    [
      convolution({ channels: 50, kernel: 5 }),
      convolution({ channels: 40, kernel: 3, deviation: heFanOut, bias: false }),
      flatten(),
      linear(3),
    ],
    { image: [7, 7, 8], classes: 3 },
    Random.seeded(7),
  );
  expect(Object.keys(classifier.state())).toEqual(["conv1/kernel", "conv1/bias", "conv2/kernel", "linear1/kernel", "linear1/bias"]);
  for (const [name, deviation] of [
    ["conv1/kernel", Math.sqrt(2 / (3 * 8 * 25))],
    ["conv2/kernel", Math.sqrt(2 / (40 * 9))],
  ] as const) {
    const values = [...(classifier.state()[name]?.dataSync() ?? [])];
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    // Four standard errors of a sample that large.
    expect(Math.abs(mean)).toBeLessThan((4 * deviation) / Math.sqrt(values.length));
    expect(Math.abs(spread / deviation - 1)).toBeLessThan(4 / Math.sqrt(2 * values.length));
  }
});

test("a layer more changes no other layer's start", () => {
  using short = network([flatten(), linear(3)], { image: [2, 2, 1], classes: 3 }, Random.seeded(1));
  using long = network([convolution({ channels: 1, kernel: 1 }), flatten(), linear(3)], { image: [2, 2, 1], classes: 3 }, Random.seeded(1));
  expect(short.state()["linear1/kernel"]?.dataSync()).toEqual(long.state()["linear1/kernel"]?.dataSync());
});

describe("a definition that does not fit", () => {
  test.each([
    { what: "the classes", layers: [flatten(), linear(4)], message: /gives \[4\] for 3 classes.*linear\(classes\)/ },
    { what: "a linear layer", layers: [linear(3)], message: /needs flattened samples, and got shape \[6, 7, 2\]/ },
    { what: "a convolution", layers: [flatten(), convolution({ channels: 1, kernel: 1 })], message: /got samples of shape \[84\]/ },
    { what: "an image of no pixels", layers: [maxPool(7), convolution({ channels: 1, kernel: 1 })], message: /at least one pixel/ },
    { what: "a residual block", layers: [residual([maxPool(2)])], message: /two ways of block1 give shapes \[3, 3, 2\] and \[6, 7, 2\]/ },
  ])("is refused with its reason, and leaves nothing behind: $what", ({ layers, message }) => {
    const before = tf.memory().numTensors;
    const build = (): Classifier => network([convolution({ channels: 2, kernel: 1 }), ...layers], io, Random.seeded(1));
    expect(build).toThrow(message);
    expect(build).toThrow(Fault);
    expect(tf.memory().numTensors).toBe(before);
  });
});
