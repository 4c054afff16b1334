import { Random, type NamedTensors } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { batchNorm, buildModule, convolution, flatten, linear, network, relu, residual } from "../src/index.ts";
import type { Layer, Module } from "../src/index.ts";
import { gradientError, normals } from "./finite-difference.ts";

beforeAll(async () => void (await tf.setBackend("cpu")));

const input = [5, 4, 2];
const layers: readonly Layer[] = [
  convolution({ channels: 3, kernel: 3, pad: 1 }),
  batchNorm(),
  relu(),
  residual([convolution({ channels: 3, kernel: 3, pad: 1, bias: false }), batchNorm()]),
  flatten(),
  linear(6),
  relu(),
  linear(4),
];

/** What a file of its weights would give back: tensors of one's own. */
function stored(module: Module): NamedTensors {
  return Object.fromEntries(
    Object.entries(module.state()).map(([name, variable]) => [name, tf.tensor(variable.dataSync().slice(), variable.shape)]),
  );
}

function values({ state }: Pick<Module, "state">): Record<string, number[]> {
  return Object.fromEntries(Object.entries(state()).map(([name, variable]) => [name, [...variable.dataSync()]]));
}

/** A module whose every number, statistics included, has left its start. */
function moved(seed: number, scope = ""): Module {
  const module = buildModule(layers, { input, scope }, Random.seeded(seed));
  const random = Random.seeded(seed + 1);
  for (const variable of Object.values(module.state()))
    tf.tidy(() => variable.assign(tf.add(variable, tf.abs(normals(random, variable.shape)))));
  return module;
}

test("maps samples of any shape to its output shape, frozen as in evaluation", () => {
  using decoder = buildModule([linear(12), relu(), linear(8)], { input: [3] }, Random.seeded(1));
  using frozen = decoder.freeze();
  const codes = normals(Random.seeded(2), [5, 3]);
  expect(decoder.output).toEqual([8]);
  const [evaluated, fast] = [decoder.forward(codes, "eval"), frozen.forward(codes)];
  expect(evaluated.shape).toEqual([5, 8]);
  expect(tf.max(tf.abs(tf.sub(evaluated, fast))).dataSync()[0]).toBeLessThan(1e-5);
  expect(gradientError((x) => decoder.forward(x, "eval"), [codes], 0)).toBeLessThan(2e-3);
});

test("begins the names of its variables with its scope, so that two can be stored together", () => {
  using encoder = buildModule([flatten(), linear(3)], { input, scope: "encoder/" }, Random.seeded(1));
  using decoder = buildModule([linear(3)], { input: [3], scope: "decoder/" }, Random.seeded(1));
  const together = { ...stored(encoder), ...stored(decoder) };
  expect(Object.keys(together)).toEqual([
    "encoder/linear1/kernel",
    "encoder/linear1/bias",
    "decoder/linear1/kernel",
    "decoder/linear1/bias",
  ]);
  using again = buildModule([linear(3)], { input: [3], scope: "decoder/" }, together);
  expect(values(again)).toEqual(values(decoder));
});

describe("stored weights", () => {
  test("give the same bytes back, statistics included, and draw nothing", () => {
    using module = moved(1);
    const weights = stored(module);
    const draw = vi.spyOn(Random.prototype, "normal");
    using again = buildModule(layers, { input }, weights);
    expect(draw).not.toHaveBeenCalled();
    draw.mockRestore();
    expect(values(again)).toEqual(values(module));
    expect(Object.keys(again.parameters())).toEqual(Object.keys(module.parameters()));
  });

  test("are copied nowhere, and stay the caller's, who may free them", () => {
    using module = moved(1);
    const weights = stored(module);
    const before = tf.memory().numDataBuffers;
    const again = buildModule(layers, { input }, weights);
    expect(tf.memory().numDataBuffers - before).toBe(0);
    tf.dispose({ ...weights });
    expect(values(again)).toEqual(values(module));
    again[Symbol.dispose]();
    expect(tf.memory().numDataBuffers).toBe(before - Object.keys(weights).length);
  });

  test("do not change when the module trains, nor does the module they came from", () => {
    using module = moved(1);
    const before = values(module);
    using again = buildModule(layers, { input }, module.state());
    for (const variable of Object.values(again.state())) tf.tidy(() => variable.assign(tf.zerosLike(variable)));
    expect(values(module)).toEqual(before);
  });

  test("that are missing or of another shape are all named, and nothing is left behind", () => {
    using module = moved(1);
    const { "conv1/bias": bias, ...rest } = stored(module);
    const wrong = { ...rest, "linear2/bias": tf.zeros([5]), "norm1/mean": tf.zeros([3], "int32") };
    const before = tf.memory().numTensors;
    const build = (): Module => buildModule(layers, { input }, wrong);
    expect(build).toThrow(
      expect.objectContaining({
        code: "bad-data",
        message: expect.stringMatching(
          /conv1\/bias is missing; norm1\/mean is int32 \[3\], not float32 \[3\]; linear2\/bias is float32 \[5\], not float32 \[4\]/,
        ),
      }),
    );
    expect(tf.memory().numTensors).toBe(before);
    bias?.dispose();
  });

  test("make a classifier that computes what the first one did", () => {
    const io = { image: [5, 4, 2] as const, classes: 4 };
    using first = network(layers, io, Random.seeded(3));
    using second = network(layers, io, first.state());
    const images = normals(Random.seeded(4), [6, ...input]) as tf.Tensor4D;
    first.logits(images, "train");
    using third = network(layers, io, first.state());
    const logits = first.logits(images, "eval").dataSync();
    expect(third.logits(images, "eval").dataSync()).toEqual(logits);
    expect(second.logits(images, "eval").dataSync()).not.toEqual(logits);
  });
});
