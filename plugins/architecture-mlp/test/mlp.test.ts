import { builderOf, parameterCount, stateShapes, testPlugin, varianceError } from "@disentangle/conformance";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import plugin from "../src/index.ts";

beforeAll(async () => void (await tf.setBackend("cpu")));

const build = builderOf(plugin);

describe("has the parameters of the original", () => {
  test("28 × 28 × 1, 10 classes: 152,330", async () => {
    using classifier = await build([28, 28, 1], 10);
    expect(parameterCount(classifier)).toBe(152_330);
    expect(stateShapes(classifier)).toMatchObject({
      "linear1/kernel": "784×128",
      "linear1/bias": "128",
      "norm1/scale": "128",
      "norm1/offset": "128",
      "norm1/mean": "128",
      "norm1/variance": "128",
      "linear4/kernel": "128×128",
      "norm4/scale": "128",
      "linear5/kernel": "128×10",
      "linear5/bias": "10",
    });
    expect(Object.keys(classifier.state())).toHaveLength(4 * 6 + 2);
  });

  test("56 × 48 × 3, 2 classes (CelebA): 1,083,138", async () => {
    using classifier = await build([56, 48, 3], 2);
    // 8064 · 128 + 128, three times 128 · 128 + 128, four batch norms of 2 · 128, and 128 · 2 + 2.
    expect(parameterCount(classifier)).toBe(1_083_138);
  });
});

test("batch norm comes after ReLU: its statistics are those of numbers that are never negative", async () => {
  using classifier = await build([5, 5, 1], 3, { units: 16, layers: 2 });
  classifier.logits(tf.randomUniform<tf.Rank.R4>([20, 5, 5, 1], -1, 1, "float32", 5), "train");
  const means = classifier.state()["norm1/mean"]?.dataSync<"float32">() ?? [];
  expect(means.every((mean) => mean >= 0)).toBe(true);
});

test("frozen, batch norm costs nothing: one product per linear layer", async () => {
  using classifier = await build([6, 6, 1], 3, { units: 8 });
  const before = tf.memory().numTensors;
  using _frozen = classifier.freeze();
  expect(tf.memory().numTensors - before).toBe(5 * 2);
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

describe("options", () => {
  test("change width and depth", async () => {
    using classifier = await build([4, 4, 1], 3, { units: 5, layers: 1 });
    expect(stateShapes(classifier)).toMatchObject({ "linear1/kernel": "16×5", "linear2/kernel": "5×3" });
    expect(stateShapes(classifier)).not.toHaveProperty(["norm2/scale"]);
  });
});

testPlugin(plugin, { kind: "architecture", id: "mlp", refused: [{ units: 0 }, { layers: 2.5 }, { unit: 4 }] });
