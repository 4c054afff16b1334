import { builderOf, parameterCount, stateShapes, testPlugin, varianceError } from "@disentangle/conformance";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import plugin from "../src/index.ts";

beforeAll(async () => void (await tf.setBackend("cpu")));

const build = builderOf(plugin);

describe("has the parameters of the original", () => {
  test("28 × 28 × 1, 10 classes: 15,014,922", async () => {
    using classifier = await build([28, 28, 1], 10);
    expect(parameterCount(classifier)).toBe(15_014_922);
    expect(Object.fromEntries(Object.entries(stateShapes(classifier)).filter(([name]) => /kernel|bias/.test(name)))).toEqual({
      "conv1/kernel": "3×3×1×64",
      "conv1/bias": "64",
      "conv2/kernel": "3×3×64×128",
      "conv2/bias": "128",
      "conv3/kernel": "3×3×128×128",
      "conv3/bias": "128",
      "conv4/kernel": "3×3×128×256",
      "conv4/bias": "256",
      "conv5/kernel": "3×3×256×256",
      "conv5/bias": "256",
      "linear1/kernel": "12544×1024",
      "linear1/bias": "1024",
      "linear2/kernel": "1024×1024",
      "linear2/bias": "1024",
      "linear3/kernel": "1024×10",
      "linear3/bias": "10",
    });
    for (const name of ["conv1", "conv3", "linear1", "linear3"]) {
      const kernel = classifier.state()[`${name}/kernel`] as tf.Variable;
      const [side, outputs] = [kernel.shape[0], kernel.shape.at(-1)] as [number, number];
      // Convolutions start with variance 2 / fan-out, linear layers with 2 / fan-in.
      expect(varianceError(kernel, name.startsWith("conv") ? 2 / (outputs * side * side) : (2 * outputs) / kernel.size)).toBeLessThan(5);
    }
  });

  test("56 × 48 × 3 (CelebA): two poolings leave maps of 14 × 12", async () => {
    using classifier = await build([56, 48, 3], 2, { hidden: 4 });
    expect(stateShapes(classifier)).toMatchObject({
      "conv1/kernel": "3×3×3×64",
      "linear1/kernel": `${14 * 12 * 256}×4`,
      "linear3/kernel": "4×2",
    });
  });
});

test("pools before each change of width and nowhere else", async () => {
  using classifier = await build([16, 16, 1], 3, { channels: [2, 2, 3, 2], hidden: 4 });
  expect(stateShapes(classifier)).toMatchObject({ "linear1/kernel": `${4 * 4 * 2}×4` });
});

describe("options", () => {
  test("that leave no pixel are refused", async () => {
    await expect(build([3, 3, 1], 10, { channels: [2, 3, 4] })).rejects.toThrow(/at least one pixel/);
  });
});

testPlugin(plugin, {
  kind: "architecture",
  id: "vgg",
  refused: [{ channels: [] }, { channels: [4, 0] }, { hidden: -3 }, { dropout: 0.5 }],
});
