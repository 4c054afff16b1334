import { builderOf, parameterCount, stateShapes, testPlugin, varianceError } from "@disentangle/conformance";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import plugin from "../src/index.ts";

beforeAll(async () => void (await tf.setBackend("cpu")));

const build = builderOf(plugin);

describe("has the parameters of the original", () => {
  test("28 × 28 × 1, 10 classes: 2,776,522 in 14 layers with weights and two shortcuts", async () => {
    using classifier = await build([28, 28, 1], 10);
    expect(parameterCount(classifier)).toBe(2_776_522);
    expect(Object.fromEntries(Object.entries(stateShapes(classifier)).filter(([name]) => name.endsWith("/kernel")))).toEqual({
      "conv1/kernel": "3×3×1×64",
      "block1/conv1/kernel": "3×3×64×64",
      "block1/conv2/kernel": "3×3×64×64",
      "block2/conv1/kernel": "3×3×64×64",
      "block2/conv2/kernel": "3×3×64×64",
      "block3/conv1/kernel": "3×3×64×128",
      "block3/conv2/kernel": "3×3×128×128",
      "block3/shortcut/conv1/kernel": "1×1×64×128",
      "block4/conv1/kernel": "3×3×128×128",
      "block4/conv2/kernel": "3×3×128×128",
      "block5/conv1/kernel": "3×3×128×256",
      "block5/conv2/kernel": "3×3×256×256",
      "block5/shortcut/conv1/kernel": "1×1×128×256",
      "block6/conv1/kernel": "3×3×256×256",
      "block6/conv2/kernel": "3×3×256×256",
      "linear1/kernel": "256×10",
    });
    expect(Object.keys(classifier.state()).filter((name) => name.endsWith("/bias"))).toEqual(["linear1/bias"]);
    expect(Object.keys(classifier.state()).filter((name) => name.endsWith("/scale"))).toHaveLength(15);
  });

  test("three blocks a stage (CelebA): 20 layers with weights and two shortcuts", async () => {
    using classifier = await build([56, 48, 3], 2, { blocks: 3 });
    expect(Object.keys(classifier.parameters()).filter((name) => name.endsWith("/kernel"))).toHaveLength(22);
  });
});

test("starts with normal weights: convolutions of variance 2 / fan-out, the last layer 2 / (3 · fan-in)", async () => {
  using classifier = await build([28, 28, 1], 10);
  for (const [name, variable] of Object.entries(classifier.state())) {
    if (!name.endsWith("/kernel")) continue;
    const [side, outputs] = [variable.shape[0], variable.shape.at(-1)] as [number, number];
    const expected = name === "linear1/kernel" ? 2 / (3 * 256) : 2 / (outputs * side * side);
    expect(varianceError(variable, expected)).toBeLessThan(5);
  }
});

test("frozen, batch norm costs nothing: kernel and bias of each layer, no more", async () => {
  using classifier = await build([8, 8, 1], 3, { channels: 2 });
  const before = tf.memory().numTensors;
  using _frozen = classifier.freeze();
  expect(tf.memory().numTensors - before).toBe(16 * 2);
});

describe("options", () => {
  test("change widths and depth", async () => {
    using classifier = await build([8, 8, 1], 3, { channels: 4, blocks: 1, stages: 2 });
    expect(stateShapes(classifier)).toMatchObject({
      "block1/conv1/kernel": "3×3×4×4",
      "block2/conv1/kernel": "3×3×4×8",
      "linear1/kernel": "8×3",
    });
    expect(stateShapes(classifier)).not.toHaveProperty(["block3/conv1/kernel"]);
  });
});

testPlugin(plugin, { kind: "architecture", id: "resnet13", refused: [{ channels: -1 }, { blocks: 0 }, { stages: null }, { depth: 18 }] });
