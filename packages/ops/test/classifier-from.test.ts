import { Fault } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { classifierFrom, type ClassifierFromOptions, type Model } from "../src/index.ts";

beforeAll(async () => void (await tf.setBackend("cpu")));

const image = [2, 2, 1] as const;
const kernel = [0.5, -1, 2, 1, -0.5, 1, 3, -2, 1, 0, 1, -1];

/** Logits of a linear model, from pixels in [0, 1]. */
function logits(images: tf.Tensor): tf.Tensor2D {
  return tf.matMul(tf.reshape(images, [-1, 4]), tf.tensor2d(kernel, [4, 3]));
}

function pixels(): tf.Tensor4D {
  return tf.tensor4d([0, 0.25, 0.5, 1, 1, 0.125, 0.75, 0], [2, 2, 2, 1]);
}

function layersModel(activation: "linear" | "softmax"): tf.LayersModel {
  const model = tf.sequential({
    layers: [tf.layers.flatten({ inputShape: [...image] }), tf.layers.dense({ units: 3, useBias: false, activation })],
  });
  model.layers[1]?.setWeights([tf.tensor2d(kernel, [4, 3])]);
  return model;
}

/** The same product as the converter of TensorFlow writes it, for batches of any size or of that one. */
async function graphModel(batch = -1): Promise<tf.GraphModel> {
  const shape = { shape: { dim: [{ size: String(batch) }, { size: "4" }] } };
  const float = { type: "DT_FLOAT" };
  return tf.loadGraphModel({
    load: async () => ({
      format: "graph-model",
      modelTopology: {
        node: [
          { name: "x", op: "Placeholder", attr: { dtype: float, shape } },
          { name: "w", op: "Const", attr: { dtype: float } },
          { name: "y", op: "MatMul", input: ["x", "w"], attr: { T: float, transpose_a: { b: false }, transpose_b: { b: false } } },
        ],
        versions: { producer: 1 },
      },
      weightSpecs: [{ name: "w", shape: [4, 3], dtype: "float32" as const }],
      weightData: Float32Array.from(kernel).buffer,
    }),
  });
}

/** Logits, and the gradient of one of them in the images. */
function seen(classify: (images: tf.Tensor4D) => tf.Tensor): Float32Array[] {
  const images = pixels();
  const gradient = tf.grad((x) => tf.gather(classify(x as tf.Tensor4D), [1], 1))(images);
  return [classify(images).dataSync<"float32">(), gradient.dataSync<"float32">()];
}

describe("computes what the model computes, gradients included:", () => {
  test.each<[string, () => Model | Promise<Model>, Partial<ClassifierFromOptions>]>([
    ["a function", () => logits, {}],
    ["a layers model", () => layersModel("linear"), {}],
    ["a graph model for batches of one", () => graphModel(1), { preprocess: (x) => tf.reshape(x, [-1, 4]) }],
    ["a graph model", () => graphModel(), { preprocess: (x) => tf.reshape(x, [-1, 4]) }],
    ["values in [0, 255]", () => (x) => logits(tf.div(x, 255)), { range: [0, 255] }],
    ["values in [-1, 1]", () => (x) => logits(tf.div(tf.add(x, 1), 2)), { range: [-1, 1] }],
    ["preprocessing after the range", () => (x) => logits(tf.sub(x, 4)), { range: [0, 2], preprocess: (x) => tf.add(tf.div(x, 2), 4) }],
  ])("%s", async (_, make, options) => {
    using frozen = classifierFrom(await make(), { image, ...options });
    expect(frozen.classes).toBe(3);
    const [expected, actual] = [seen(logits), seen((x) => frozen.classify(x))];
    for (const [i, values] of expected.entries()) {
      expect(Math.max(...values.map((value, k) => Math.abs(value - (actual[i]?.[k] as number))))).toBeLessThan(1e-5);
    }
  });
});

describe("probabilities", () => {
  test("become logits but for a constant per image, with the gradient the logits' cross-entropy has", () => {
    const options = { image, outputs: "probabilities" } as const;
    using frozen = classifierFrom(layersModel("softmax"), options);
    const loss = (classify: (x: tf.Tensor) => tf.Tensor) => (x: tf.Tensor) =>
      tf.losses.softmaxCrossEntropy(tf.oneHot([2, 0], 3), classify(x));
    // Far out, where a softmax is 0 and 1 to seven digits.
    const images = tf.mul(pixels(), 8);
    const expected = tf.grad(loss(logits))(images).dataSync<"float32">();
    const actual = tf
      .grad(loss((x) => frozen.classify(x as tf.Tensor4D)))(images)
      .dataSync<"float32">();
    expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(1e-3);
    for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, 5);
  });

  test("of zero stay finite", () => {
    using frozen = classifierFrom((x) => tf.softmax(tf.mul(logits(x), 1000)), { image, outputs: "probabilities" });
    expect(frozen.classify(pixels()).dataSync().every(Number.isFinite)).toBe(true);
  });
});

test("keeps nothing but the model: every tensor is freed, or returned", () => {
  const model = layersModel("softmax");
  const images = pixels();
  model.predict(images);
  const before = tf.memory().numTensors;
  const frozen = classifierFrom(model, { image, range: [-1, 1], outputs: "probabilities" });
  expect(tf.memory().numTensors).toBe(before);
  frozen.classify(images).dispose();
  frozen[Symbol.dispose]();
  expect(tf.memory().numTensors).toBe(before);
  expect(() => model.predict(images)).not.toThrow();
});

test("a tensor that the function keeps for itself survives", () => {
  const own = tf.keep(tf.tensor2d([1, 2, 3, 4], [2, 2]));
  const images = pixels();
  using frozen = classifierFrom((x) => (x === images ? own : tf.slice(tf.reshape(x, [-1, 4]), [0, 0], [-1, 2])), { image });
  frozen.classify(images).dispose();
  expect(own.isDisposed).toBe(false);
});

describe("refuses at once, and says how to mend it:", () => {
  test.each<[string, Model, Partial<ClassifierFromOptions>, string, RegExp]>([
    [
      "images of the wrong shape",
      layersModel("linear"),
      { image: [3, 3, 1] },
      "bad-option",
      /cannot classify.*\[3, 3, 1\].*Check `image`/s,
    ],
    ["one output for two classes", (x) => tf.sigmoid(tf.slice(logits(x), [0, 0], [-1, 1])), {}, "bad-option", /\[2, 1\].*1 − p and p/],
    ["rows that are no images", (x) => tf.transpose(logits(x)), {}, "bad-option", /\[3, 2\] instead of \[2, classes\]/],
    ["values read back", (x) => tf.tensor2d(logits(x).dataSync(), [2, 3]), {}, "bad-option", /No gradient .* without reading values back/],
    ["NaN", (x) => tf.log(tf.sub(logits(x), 1e6)), {}, "not-finite", /NaN/],
    [
      "outputs of another name",
      logits,
      { outputs: "softmax" as "logits" },
      "bad-option",
      /no outputs "softmax".*"probabilities" of a model/,
    ],
    ["an image without channels", logits, { image: [2, 2] as never }, "bad-option", /\[2,2\].*\[2, 2, 1\] for grey/],
    ["an image with a batch", logits, { image: [1, 2, 2, 1] as never }, "bad-option", /Leave out the batch: \[2, 2, 1\]/],
    ["no image", logits, { image: undefined as never }, "bad-option", /`image`, is missing/],
    ["an image without pixels", logits, { image: [0, 2, 1] }, "bad-option", /whole numbers from 1/],
    ["a range of one number", logits, { range: 255 as never }, "bad-option", /`range` is 255.*\[0, 255\]/],
    ["a range of nothing", logits, { range: [0, 0] }, "bad-option", /`range` is \[0,0\].*two different/],
    ["a range to infinity", logits, { range: [0, Infinity] }, "bad-option", /`range` is/],
    ["preprocessing that is no function", logits, { preprocess: "flatten" as never }, "bad-option", /`preprocess` is no function/],
    ["no model", null as never, {}, "bad-option", /got null.*tf\.LayersModel/],
    ["a promise of a model", Promise.resolve(logits) as never, {}, "bad-option", /promise of a model.*Await it/],
    ["something that is no model", {} as never, {}, "bad-option", /no model/],
    ["a function that returns a list", ((x: tf.Tensor) => [logits(x), logits(x)]) as never, {}, "bad-option", /2 outputs/],
    ["an async function", (async (x: tf.Tensor) => logits(x)) as never, {}, "bad-option", /returns a promise.*without `async`/],
    ["int32 outputs", (x) => tf.cast(tf.mul(logits(x), 100), "int32"), {}, "bad-option", /int32 numbers/],
    ["logits said to be probabilities", logits, { outputs: "probabilities" }, "contradiction", /do not sum to 1.*Leave out/],
  ])("%s", (_, model, options, code, message) => {
    const before = tf.memory().numTensors;
    let refusal: unknown;
    try {
      classifierFrom(model, { image, ...options });
    } catch (error) {
      refusal = error;
    }
    expect(Fault.is(refusal) && refusal.code).toBe(code);
    expect((refusal as Fault).message).toMatch(message);
    expect(tf.memory().numTensors).toBe(before);
  });

  test("several outputs", () => {
    const input = tf.input({ shape: [...image] });
    const flat = tf.layers.flatten().apply(input) as tf.SymbolicTensor;
    const heads = [2, 3].map((units) => tf.layers.dense({ units }).apply(flat) as tf.SymbolicTensor);
    expect(() => classifierFrom(tf.model({ inputs: input, outputs: heads }), { image })).toThrow(/2 outputs.*Wrap it in a function/);
  });

  test("several inputs", () => {
    const [a, b] = [tf.input({ shape: [...image] }), tf.input({ shape: [2] })];
    const joined = tf.layers.concatenate().apply([tf.layers.flatten().apply(a), b] as tf.SymbolicTensor[]);
    const outputs = tf.layers.dense({ units: 3 }).apply(joined) as tf.SymbolicTensor;
    expect(() => classifierFrom(tf.model({ inputs: [a, b], outputs }), { image })).toThrow(/a model of 2 inputs.*Wrap it in a function/);
  });

  test("an operation without gradient", () => {
    expect(() =>
      classifierFrom((x) => tf.add(logits(x), tf.sparseToDense([0], tf.slice(tf.reshape(logits(x), [-1]), 0, 1), [1])), { image }),
    ).toThrow(/gradient function not found.*every operation/s);
  });
});

describe("warns, with numbers, of a model", () => {
  const scaled = (forward: (x: tf.Tensor) => tf.Tensor, back: (dy: tf.Tensor) => tf.Tensor): ((x: tf.Tensor) => tf.Tensor) =>
    tf.customGrad((x) => ({ value: forward(x as tf.Tensor), gradFunc: (dy: tf.Tensor) => back(dy) }));
  const lastRow = (dy: tf.Tensor): tf.Tensor =>
    tf.mul(
      dy,
      tf.tensor2d(
        Array.from({ length: dy.shape[0] }, (_, row) => (row === 1 ? 0 : 1)),
        [dy.shape[0], 1],
      ),
    );
  test.each<[string, Model, RegExp | undefined]>([
    ["that is all right", logits, undefined],
    ["with kinks that is all right", (x) => tf.relu(tf.sub(logits(x), 0.4)), undefined],
    [
      "whose gradient is half of the right one",
      (x) =>
        scaled(
          (y) => y.clone(),
          (dy) => tf.mul(dy, 0.5),
        )(logits(x)),
      /not that of its outputs for 3 of 3/,
    ],
    [
      "whose gradient is half of the right one, beside large outputs",
      (x) =>
        scaled(
          (y) => y.clone(),
          (dy) => tf.mul(dy, 0.5),
        )(tf.add(tf.div(logits(x), 2), 10)),
      /not that of its outputs for 3 of 3/,
    ],
    ["with large outputs that is all right", (x) => tf.add(tf.div(logits(x), 2), 10), undefined],
    [
      "whose gradient is NaN",
      (x) => tf.add(logits(x), tf.mean(tf.sqrt(tf.relu(tf.sub(tf.reshape(x, [-1, 4]), 2))), 1, true)),
      /NaN or infinite for 3 of 3 images.*square root/,
    ],
    [
      "whose gradient is wrong for the second image alone",
      (x) => scaled((y) => y.clone(), lastRow)(logits(x)),
      /(not that of its outputs|gradient is zero) for 1 of 3/,
    ],
    [
      "that rounds its input",
      (x) => logits(tf.div(tf.round(tf.mul(x, 8)), 8)),
      /not differentiable where it is used: its gradient is zero for 3/,
    ],
    [
      "that rounds, with a surrogate gradient",
      (x) =>
        logits(
          scaled(
            (y) => tf.div(tf.round(tf.mul(y, 4)), 4),
            (dy) => dy,
          )(x),
        ),
      /not differentiable where it is used/,
    ],
    ["that draws noise", (x) => tf.add(logits(x), tf.randomNormal([1, 3])), /different outputs for the same images \(by up to [\d.]+\)/],
    [
      "whose images influence each other",
      (x) => tf.sub(logits(x), tf.mean(logits(x), 0)),
      /influence each other: alone, an image's outputs differ by up to [\d.]+/,
    ],
  ])("%s", (_, model, words) => {
    const before = tf.memory().numTensors;
    const warnings: string[] = [];
    classifierFrom(model, { image, warn: (text) => warnings.push(text) });
    expect(warnings).toEqual(words === undefined ? [] : [expect.stringMatching(words)]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
