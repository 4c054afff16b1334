import { FUSED } from "@disentangle/core";
import { adamStep, affine, batchNormTrain, crossEntropy } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { noise, runOn, startSimd } from "./backends.ts";

const settings = { learningRate: 0.05, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0, step: 3 };

/** Results of which every row belongs to one image. */
function perImage(x: tf.Tensor, codes: tf.Tensor, from: number): tf.Tensor[] {
  const [size = 0] = x.shape;
  const sampled = (a: tf.Tensor, p: tf.Tensor): tf.Tensor => affine(a as tf.Tensor4D, p as tf.Tensor2D);
  // Images of one channel have a way of their own.
  const grey = tf.slice(x, [0, 0, 0, 0], [-1, -1, -1, 1]);
  const pooled = (a: tf.Tensor): tf.Tensor => tf.maxPool(a as tf.Tensor4D, 3, 2, "same");
  const labels = tf.tensor1d(Int32Array.from({ length: size }, (_, i) => (from + i) % 7), "int32"); // prettier-ignore
  const logits = tf.slice(tf.reshape(x, [size, -1]), [0, 0], [-1, 7]) as tf.Tensor2D;
  const points = { points: x, g: tf.sin(x), m: tf.cos(x), v: tf.square(x), origin: tf.mul(x, 0.9) };
  const box = { lower: tf.scalar(-0.8), upper: tf.scalar(0.8), radius: tf.mul(tf.ones([size]), 0.1) };
  return [
    sampled(x, codes),
    ...tf.grads((a: tf.Tensor, p: tf.Tensor) => tf.square(sampled(a, p)).sum())([x, codes]),
    sampled(grey, codes),
    ...tf.grads((a: tf.Tensor, p: tf.Tensor) => tf.square(sampled(a, p)).sum())([grey, codes]),
    pooled(x),
    tf.grad((a: tf.Tensor) => tf.square(pooled(a)).sum())(x),
    crossEntropy(logits, labels),
    ...tf.engine().runKernel<tf.Tensor[]>(FUSED.adamProject, { ...points, ...box }, { ...settings }),
    tf.add(tf.tanh(tf.mul(x, tf.reshape(labels.cast("float32"), [size, 1, 1, 1]))), tf.exp(x)),
  ];
}

/** Results that mix the batch. */
function mixed(x: tf.Tensor): tf.Tensor[] {
  const [scale, offset] = [noise([3], 4) as tf.Tensor1D, noise([3], 5) as tf.Tensor1D];
  const norm = (a: tf.Tensor): tf.Tensor => batchNormTrain(a, scale, offset, 1e-5).y;
  // Large terms that cancel: what is left of the small ones shows in which order they were added, in spite of
  // double precision.
  const large = tf.mul(noise([9001, 3], 6), 1e13);
  const { mean } = batchNormTrain(tf.concat([large, noise([9001, 3], 7), tf.neg(large)]), scale, offset, 1e-5);
  return [
    mean,
    norm(x),
    tf.grad((a: tf.Tensor) => tf.square(norm(a)).sum())(x),
    ...adamStep(x, tf.sin(x), tf.cos(x), tf.square(x), settings),
  ];
}

test("fused kernels are equal to the byte for every number of threads, and of a row wherever it stands", async () => {
  const images = (): tf.Tensor => noise([48, 29, 31, 3], 1);
  const codes = (): tf.Tensor => tf.add(tf.mul(noise([48, 6], 2), 0.3), tf.tensor2d([[0, 0, 0, 0, 1, 0]]));
  const outcomes: Float32Array[][] = [];
  for (const options of [{ threads: 1 }, { threads: 2 }, { threads: 3 }, { shared: false }]) {
    await startSimd(options);
    outcomes.push((await runOn("simd", () => [...perImage(images(), codes(), 0), ...mixed(images())])).values);
  }
  for (const outcome of outcomes) expect(outcome).toEqual(outcomes[0]);
  const part = (await runOn("simd", () => perImage(tf.slice(images(), 13, 5), tf.slice(codes(), 13, 5), 13))).values;
  for (const [i, values] of part.entries()) {
    const row = outcomes[0]![i]!.length / 48;
    expect(values).toEqual(outcomes[0]![i]!.slice(13 * row, 18 * row));
  }
});
