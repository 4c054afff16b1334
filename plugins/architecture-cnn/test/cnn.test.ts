import { builderOf, parameterCount, stateShapes, testPlugin, varianceError } from "@disentangle/conformance";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import plugin from "../src/index.ts";

beforeAll(async () => void (await tf.setBackend("cpu")));

const build = builderOf(plugin);

describe("has the parameters of the original", () => {
  test("28 × 28 × 1, 10 classes: 100,262 in three stages", async () => {
    using classifier = await build([28, 28, 1], 10);
    expect(parameterCount(classifier)).toBe(100_262);
    expect(stateShapes(classifier)).toEqual({
      "conv1/kernel": "4×4×1×16",
      "conv1/bias": "16",
      "norm1/scale": "16",
      "norm1/offset": "16",
      "norm1/mean": "16",
      "norm1/variance": "16",
      "conv2/kernel": "4×4×16×32",
      "conv2/bias": "32",
      "norm2/scale": "32",
      "norm2/offset": "32",
      "norm2/mean": "32",
      "norm2/variance": "32",
      "conv3/kernel": "4×4×32×64",
      "conv3/bias": "64",
      "norm3/scale": "64",
      "norm3/offset": "64",
      "norm3/mean": "64",
      "norm3/variance": "64",
      "linear1/kernel": "576×100",
      "linear1/bias": "100",
      "linear2/kernel": "100×10",
      "linear2/bias": "10",
    });
  });

  test("56 × 48 × 3, 2 classes (CelebA): 196,622 in four stages", async () => {
    using classifier = await build([56, 48, 3], 2);
    expect(parameterCount(classifier)).toBe(196_622);
    expect(stateShapes(classifier)).toMatchObject({ "conv4/kernel": "4×4×64×128", "linear1/kernel": "1152×20", "linear2/kernel": "20×2" });
  });
});

test("starts with normal weights of variance 2 / (3 · fan-in), biases 0, batch norm as the identity", async () => {
  using classifier = await build([28, 28, 1], 10);
  for (const [name, variable] of Object.entries(classifier.state())) {
    const values = variable.dataSync<"float32">();
    if (!name.endsWith("kernel")) {
      const start = /scale|variance/.test(name) ? 1 : 0;
      expect(values.every((value) => value === start)).toBe(true);
      continue;
    }
    const fan = variable.size / (variable.shape.at(-1) as number);
    expect(varianceError(variable, 2 / (3 * fan))).toBeLessThan(5);
  }
});

test("frozen and evaluated logits agree on full-size images", async () => {
  using classifier = await build([28, 28, 1], 10);
  const images = tf.randomUniform<tf.Rank.R4>([3, 28, 28, 1], 0, 1, "float32", 5);
  classifier.logits(images, "train");
  using frozen = classifier.freeze();
  const difference = tf.max(tf.abs(tf.sub(classifier.logits(images, "eval"), frozen.classify(images)))).dataSync();
  expect(difference[0]).toBeLessThan(1e-4);
});

describe("options", () => {
  test("change widths and depth", async () => {
    using classifier = await build([28, 28, 1], 10, { channels: 8, hidden: 7, stages: 2 });
    expect(stateShapes(classifier)).toMatchObject({
      "conv1/kernel": "4×4×1×8",
      "conv2/kernel": "4×4×8×16",
      "linear1/kernel": "784×7",
      "linear2/kernel": "7×10",
    });
    expect(stateShapes(classifier)).not.toHaveProperty(["conv3/kernel"]);
  });

  test("that leave no pixel are refused", async () => {
    await expect(build([8, 8, 1], 10, { stages: 5 })).rejects.toThrow(/at least one pixel.*fewer stages/s);
  });
});

testPlugin(plugin, { kind: "architecture", id: "cnn", refused: [{ channels: 0 }, { hidden: 1.5 }, { stages: "many" }, { chanels: 16 }] });
