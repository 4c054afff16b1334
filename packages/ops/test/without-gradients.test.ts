import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { classifierFrom, expectationOf, type ClassifierFromOptions, type Model } from "../src/index.ts";

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

describe("without gradients, or with those of a stand-in", () => {
  const options = { image, warn: (words: string) => expect.unreachable(words) } as const;
  const gradientOf = (classify: (images: tf.Tensor4D) => tf.Tensor): Float32Array =>
    tf.tidy(() =>
      tf
        .grad((x) => tf.sum(tf.square(classify(x as tf.Tensor4D))))(pixels())
        .dataSync<"float32">(),
    );

  test("a model that reads its values back is taken as it is, and an attack that asks for a gradient is refused in words", () => {
    const frozen = classifierFrom((x) => tf.tensor2d(logits(x).dataSync(), [x.shape[0], 3]), { ...options, gradients: false });
    expect(frozen.gradients).toBe(false);
    expect(frozen.classify(pixels()).dataSync()).toEqual(logits(pixels()).dataSync());
    expect(() => gradientOf((x) => frozen.classify(x))).toThrow(/asks for a gradient.*square/);
  });

  test("labels alone become scores that predict them", () => {
    const frozen = classifierFrom((x) => tf.argMax(logits(x), 1), { ...options, outputs: "labels", classes: 3 });
    expect([...tf.argMax(frozen.classify(pixels()), 1).dataSync()]).toEqual([...tf.argMax(logits(pixels()), 1).dataSync()]);
    expect(frozen.classes).toBe(3);
    expect(frozen.gradients).toBe(false);
  });

  test.each<[string, Model, Partial<ClassifierFromOptions>, RegExp]>([
    ["labels without a number of classes", (x) => tf.argMax(logits(x), 1), { outputs: "labels" }, /`classes` is undefined/],
    ["classes of a model that tells scores", logits, { classes: 3 }, /`classes` is 3/],
    ["scores that are said to be labels", logits, { outputs: "labels", classes: 3 }, /one label per image/],
    ["a stand-in for nothing", logits, { gradients: false, backward: { model: logits } }, /said to have none/],
    ["a stand-in of another shape", logits, { backward: { model: (x) => tf.slice(logits(x), [0, 0], [-1, 2]) } }, /stand-in returns/],
  ])("%s is refused", (_, model, more, words) => {
    expect(() => classifierFrom(model, { image, ...more })).toThrow(words);
  });

  test("rounding in the preprocessing is passed over backwards, not forwards", () => {
    const rounded = (x: tf.Tensor): tf.Tensor => tf.div(tf.round(tf.mul(x, 4)), 4);
    const frozen = classifierFrom(logits, { image, preprocess: rounded, backward: { preprocess: (x) => x.clone() } });
    const at = tf.add<tf.Tensor4D>(pixels(), 0.03);
    expect(frozen.classify(at).dataSync()).toEqual(logits(rounded(at)).dataSync());
    const gradient = tf
      .grad((x) => tf.sum(frozen.classify(x as tf.Tensor4D)))(at)
      .dataSync();
    expect(gradient).toEqual(
      tf
        .grad((x) => tf.sum(logits(x)))(at)
        .dataSync(),
    );
    expect(Math.max(...gradient)).toBeGreaterThan(0);
  });

  test("a stand-in for the model gives its gradient at the model's values", () => {
    const steep = (x: tf.Tensor): tf.Tensor => tf.mul(logits(x), 3);
    const frozen = classifierFrom((x) => tf.round(logits(x)), { image, backward: { model: steep } });
    expect(frozen.classify(pixels()).dataSync()).toEqual(tf.round(logits(pixels())).dataSync());
    const [mine, its] = [(x: tf.Tensor4D) => frozen.classify(x), steep].map((f) =>
      tf
        .grad((x) => tf.sum(f(x as tf.Tensor4D)))(pixels())
        .dataSync(),
    );
    expect(mine).toEqual(its);
  });

  test("of a classifier that draws noise the expectation is attacked: its mean, and its mean gradient", () => {
    let draw = 0;
    // Noise of ±1 in turns.
    const noisy = {
      classes: 3,
      classify: (x: tf.Tensor4D) => tf.mul<tf.Tensor2D>(logits(x), draw++ % 2 === 0 ? 3 : -1),
      [Symbol.dispose]: () => undefined,
    };
    const mean = expectationOf(noisy, 10);
    expect([...mean.classify(pixels()).dataSync()]).toEqual([...logits(pixels()).dataSync()].map((value) => expect.closeTo(value, 5)));
    const [mine, its] = [(x: tf.Tensor4D) => mean.classify(x), logits].map((f) => [
      ...tf
        .grad((x) => tf.sum(f(x as tf.Tensor4D)))(pixels())
        .dataSync(),
    ]) as [number[], number[]];
    expect(mine).toEqual(its.map((value) => expect.closeTo(value, 5)));
    expect(() => expectationOf(noisy, 0)).toThrow(/number of draws is 0/);
  });
});
