import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { foldModel, type FoldedModel } from "../src/classifier/folded-model.ts";
import { classifierFrom } from "../src/index.ts";

beforeAll(() => tf.setBackend("cpu"));

/** Weights as training leaves them: none is 0 or 1, variances are positive. */
function train(model: tf.LayersModel): tf.LayersModel {
  model.setWeights(
    model.weights.map(({ name, shape }, i) => {
      const size = shape as number[];
      return name.includes("variance") ? tf.randomUniform(size, 0.5, 2, "float32", i + 1) : tf.randomNormal(size, 0, 0.4, "float32", i + 1);
    }),
  );
  return model;
}

/** A small network of the kind of MobileNetV2: every way that batch norm and ReLU follow convolutions. */
function mobile(learned = true): tf.LayersModel {
  const input = tf.input({ shape: [12, 12, 3] });
  const apply = (layer: tf.layers.Layer, x: tf.SymbolicTensor | tf.SymbolicTensor[]): tf.SymbolicTensor =>
    layer.apply(x) as tf.SymbolicTensor;
  const norm = (): tf.layers.Layer => tf.layers.batchNormalization({ axis: 3, epsilon: 1e-3, scale: learned, center: learned });
  let x = apply(tf.layers.conv2d({ filters: 8, kernelSize: 3, strides: 2, padding: "same", useBias: false }), input);
  x = apply(tf.layers.reLU({ maxValue: 6 }), apply(norm(), x));
  const before = x;
  x = apply(tf.layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, padding: "same" }), x);
  x = apply(tf.layers.activation({ activation: "relu" }), apply(norm(), x));
  x = apply(tf.layers.conv2d({ filters: 8, kernelSize: 1 }), x);
  x = apply(tf.layers.add(), [before, apply(norm(), x)]);
  x = apply(tf.layers.conv2d({ filters: 5, kernelSize: 3, activation: "relu" }), apply(tf.layers.dropout({ rate: 0.5 }), x));
  // Its output is used twice, so that nothing may be folded into it.
  const shared = apply(tf.layers.conv2d({ filters: 5, kernelSize: 1 }), x);
  x = apply(tf.layers.concatenate(), [apply(norm(), shared), apply(tf.layers.reLU(), shared)]);
  x = apply(tf.layers.globalAveragePooling2d({}), x);
  return tf.model({ inputs: input, outputs: apply(tf.layers.dense({ units: 4, activation: "softmax" }), x) });
}

function nested(): tf.LayersModel {
  const base = tf.sequential({
    layers: [
      tf.layers.separableConv2d({ filters: 6, kernelSize: 3, inputShape: [12, 12, 3] }),
      tf.layers.conv2d({ filters: 4, kernelSize: 3 }),
      tf.layers.batchNormalization({}),
      tf.layers.activation({ activation: "relu6" }),
    ],
  });
  return tf.sequential({ layers: [base, tf.layers.flatten(), tf.layers.dense({ units: 4 })] });
}

const images = (): tf.Tensor => tf.randomUniform([3, 12, 12, 3], 0, 1, "float32", 9);
const own = (model: tf.LayersModel, x: tf.Tensor): tf.Tensor => model.apply(x, { training: false }) as tf.Tensor;

function gradientOf(run: (x: tf.Tensor) => tf.Tensor): tf.Tensor {
  return tf.grad((x: tf.Tensor) => tf.sum(tf.mul(run(x), tf.tensor1d([1, -2, 3, -4]))))(images());
}

function furthest(a: tf.Tensor, b: tf.Tensor): number {
  return tf.max(tf.abs(tf.sub(a, b))).dataSync()[0] as number;
}

async function kernelsOf(act: () => tf.Tensor): Promise<readonly string[]> {
  return (await tf.profile(act)).kernels.map(({ name }) => name);
}

describe.each([
  ["a network of depthwise convolutions and branches", mobile],
  ["a model within a model", nested],
])("%s, folded", (_name, make) => {
  const model = train(make());
  const folded = foldModel(model) as FoldedModel;

  test("gives what it gives, and has its gradient", () => {
    tf.tidy(() => {
      expect(furthest(folded.run(images()), own(model, images()))).toBeLessThan(1e-5);
      const gradient = gradientOf((x) => own(model, x));
      expect(tf.max(tf.abs(gradient)).dataSync()[0]).toBeGreaterThan(1e-3);
      expect(furthest(gradientOf(folded.run), gradient)).toBeLessThan(1e-4);
    });
  });

  test("computes no gradient but that in the images", async () => {
    const kernels = await kernelsOf(() => tf.tidy(() => gradientOf(folded.run)));
    expect(kernels).toContain("Conv2DBackpropInput");
    expect(kernels).not.toContain("Conv2DBackpropFilter");
  });

  test("frees all but its result", () => {
    const x = images();
    const before = tf.memory().numTensors;
    folded.run(x).dispose();
    tf.tidy(() => void folded.run(x));
    const y = tf.tidy(() => folded.run(x));
    expect(tf.memory().numTensors).toBe(before + 1);
    tf.dispose([x, y]);
  });
});

test("batch norms are gone where nothing else uses what they normalise", async () => {
  const model = train(mobile());
  const count = (kernels: readonly string[]): number => kernels.filter((name) => name === "FusedBatchNorm").length;
  expect(count(await kernelsOf(() => tf.tidy(() => own(model, images()))))).toBe(4);
  expect(count(await kernelsOf(() => tf.tidy(() => (foldModel(model) as FoldedModel).run(images()))))).toBe(1);
});

test("a batch norm without scale and offset, which TensorFlow.js cannot differentiate, folds as well", () => {
  const model = train(mobile(false));
  const folded = foldModel(model) as FoldedModel;
  tf.tidy(() => {
    expect(furthest(folded.run(images()), own(model, images()))).toBeLessThan(1e-5);
  });
});

test("a model without convolutions has nothing to fold", () => {
  expect(foldModel(tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] }))).toBeUndefined();
});

test("classifierFrom folds, and frees the weights it made", () => {
  const model = train(mobile());
  const before = tf.memory().numTensors;
  const frozen = classifierFrom(model, { image: [12, 12, 3], outputs: "probabilities" });
  const deviation = tf.tidy(() => furthest(tf.exp(frozen.classify(images() as tf.Tensor4D)), own(model, images())));
  expect(deviation).toBeLessThan(1e-5);
  expect(tf.memory().numTensors).toBeGreaterThan(before);
  frozen[Symbol.dispose]();
  expect(tf.memory().numTensors).toBe(before);
});
