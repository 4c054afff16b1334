import { Random } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { affine } from "../src/affine.ts";
import { sample, sampleGradImages, sampleGradParameters } from "../src/affine-sampler.ts";
import { referenceAffine } from "./reference-affine.ts";

beforeAll(async () => {
  await tf.setBackend("cpu");
  await tf.ready();
});

/** Codes spread over the Hard ranges of FONTS. */
function codes(random: Random, count: number): number[] {
  const spread = [0.2, 0.2, 0.5, 0.5, 0.2, 1.5708];
  return Array.from({ length: count * 6 }, (_, k) => (k % 6 === 4 ? 0.95 : 0) + (2 * random.uniform() - 1) * (spread[k % 6] as number));
}

function pixels(random: Random, count: number): Float32Array {
  return Float32Array.from({ length: count }, () => random.uniform());
}

/** The kernels that some work ran. */
async function kernels(work: () => tf.Tensor): Promise<string[]> {
  return (await tf.profile(work)).kernelNames;
}

const SHAPES: readonly (readonly [number, number, number])[] = [
  [28, 28, 1],
  [7, 12, 3],
  [14, 5, 2],
];

describe("affine", () => {
  test("gives the check values of the original experiments", () => {
    const image = Float32Array.from({ length: 784 }, (_, k) => ((3 * Math.floor(k / 28) + 5 * (k % 28)) % 11) / 10);
    const out = affine(tf.tensor4d(image, [1, 28, 28, 1]), tf.tensor2d([[0.1, -0.05, 0.2, -0.1, 0.9, 0.3]])).dataSync();
    const at = (row: number, column: number): number => out[row * 28 + column] as number;
    expect(at(0, 0)).toBe(0);
    expect(at(0, 27)).toBeCloseTo(0.184979, 5);
    expect(at(7, 20)).toBeCloseTo(0.541314, 5);
    expect(at(14, 14)).toBeCloseTo(0.529323, 5);
    expect(at(20, 5)).toBeCloseTo(0.64885, 5);
    expect(Array.from(out).reduce((sum, value) => sum + value, 0)).toBeCloseTo(386.295, 2);
  });

  test("the identity returns every pixel exactly, whatever the shape", () => {
    for (const [height, width, channels] of [...SHAPES, [1, 6, 1] as const, [6, 1, 1] as const]) {
      const image = pixels(Random.seeded(1), height * width * channels);
      const out = affine(tf.tensor4d(image, [1, height, width, channels]), tf.tensor2d([[0, 0, 0, 0, 1, 0]]));
      expect(out.dataSync()).toEqual(image);
    }
  });

  test.each(SHAPES)("equals the formulas in double precision, %ix%ix%i", (...shape) => {
    const random = Random.seeded(2);
    const images = pixels(random, 8 * shape[0] * shape[1] * shape[2]);
    const parameters = Float32Array.from(codes(random, 8));
    const out = affine(tf.tensor4d(images, [8, ...shape]), tf.tensor2d(parameters, [8, 6])).dataSync();
    const size = out.length / 8;
    for (let b = 0; b < 8; b++) {
      const expected = referenceAffine(images.subarray(b * size, (b + 1) * size), shape, parameters.subarray(6 * b, 6 * b + 6));
      for (let k = 0; k < size; k++) expect(Math.abs((out[b * size + k] as number) - (expected[k] as number))).toBeLessThan(2e-5);
    }
  });

  test.each(SHAPES)("has the gradient of the formulas in the parameters, %ix%ix%i", (...shape) => {
    const random = Random.seeded(3);
    const size = shape[0] * shape[1] * shape[2];
    const [image, above, parameters] = [pixels(random, size), pixels(random, size), Float32Array.from(codes(random, 1))];
    const x = tf.tensor4d(image, [1, ...shape]);
    const loss = (t: tf.Tensor): tf.Scalar =>
      affine(x, t as tf.Tensor2D)
        .mul(tf.tensor4d(above, [1, ...shape]))
        .sum<tf.Scalar>();
    const gradient = tf
      .grad(loss)(tf.tensor2d(parameters, [1, 6]))
      .dataSync();
    const at = (t: Float64Array): number => referenceAffine(image, shape, t).reduce((sum, v, k) => sum + v * (above[k] as number), 0);
    for (let k = 0; k < 6; k++) {
      const moved = (by: number): Float64Array => Float64Array.from(parameters, (value, i) => (i === k ? value + by : value));
      // Small enough that no position crosses a pixel, so the difference is free of kinks.
      const difference = (at(moved(1e-7)) - at(moved(-1e-7))) / 2e-7;
      expect(Math.abs((gradient[k] as number) - difference)).toBeLessThan(1e-3 * Math.max(1, Math.abs(difference)));
    }
  });

  test.each(SHAPES)("has the gradient of the formulas in the images, %ix%ix%i", (...shape) => {
    const random = Random.seeded(4);
    const size = shape[0] * shape[1] * shape[2];
    const [image, above, parameters] = [pixels(random, size), pixels(random, size), Float32Array.from(codes(random, 1))];
    const loss = (x: tf.Tensor): tf.Scalar =>
      affine(x as tf.Tensor4D, tf.tensor2d(parameters, [1, 6]))
        .mul(tf.tensor4d(above, [1, ...shape]))
        .sum<tf.Scalar>();
    const gradient = tf
      .grad(loss)(tf.tensor4d(image, [1, ...shape]))
      .dataSync();
    // The sampler is linear in the image, so the gradient is the response to a single bright pixel.
    for (let k = 0; k < size; k++) {
      const response = referenceAffine(
        Float64Array.from({ length: size }, (_, i) => (i === k ? 1 : 0)),
        shape,
        parameters,
      );
      const expected = response.reduce((sum, v, i) => sum + v * (above[i] as number), 0);
      expect(Math.abs((gradient[k] as number) - expected)).toBeLessThan(1e-4);
    }
  });

  test("computes no gradient that nobody asked for", async () => {
    const [x, t] = [tf.ones<tf.Rank.R4>([2, 5, 5, 1]), tf.tensor2d(codes(Random.seeded(5), 2), [2, 6])];
    const inParameters = await kernels(() => tf.grad((p) => affine(x, p as tf.Tensor2D).sum())(t));
    const inImages = await kernels(() => tf.grad((images) => affine(images as tf.Tensor4D, t).sum())(x));
    expect(inParameters).not.toContain("ScatterNd");
    expect(inImages).toContain("ScatterNd");
    expect(inImages).not.toContain("AddN");
  });

  test("hides what lies outside the image, and passes NaN on", () => {
    const x = tf.ones<tf.Rank.R4>([2, 5, 5, 1]);
    const out = affine(
      x,
      tf.tensor2d([
        [5, 0, 0, 0, 1, 0],
        [Number.NaN, 0, 0, 0, 1, 0],
      ]),
    ).dataSync();
    expect([...out.subarray(0, 25)]).toEqual(Array.from({ length: 25 }, () => 0));
    expect([...out.subarray(25)].every(Number.isNaN)).toBe(true);
  });

  test("keeps a flat image flat, so that clamping never hides a gradient", () => {
    const out = affine(tf.ones<tf.Rank.R4>([1, 28, 28, 1]), tf.tensor2d([[0, 0, 0.1, 0.1, 0.5, 0.2]])).dataSync();
    expect([...out].every((value) => value === 1)).toBe(true);
  });

  test("leaves no tensor behind", () => {
    const [x, t] = [tf.ones<tf.Rank.R4>([2, 5, 5, 1]), tf.tensor2d(codes(Random.seeded(6), 2), [2, 6])];
    affine(x, t).dispose();
    const before = tf.memory().numTensors;
    affine(x, t).dispose();
    tf.dispose(tf.grads((images, p) => affine(images as tf.Tensor4D, p as tf.Tensor2D).sum())([x, t]));
    expect(tf.memory().numTensors).toBe(before);
  });

  test("the plain composition stands alone, for backends to be tested against", () => {
    const [x, t] = [tf.tensor4d(pixels(Random.seeded(7), 50), [2, 5, 5, 1]), tf.tensor2d(codes(Random.seeded(8), 2), [2, 6])];
    const dy = tf.ones<tf.Rank.R4>([2, 5, 5, 1]);
    expect(sample(x, t).dataSync()).toEqual(affine(x, t).dataSync());
    const [dx, dt] = tf.grads((images, p) => affine(images as tf.Tensor4D, p as tf.Tensor2D))([x, t], dy) as [tf.Tensor, tf.Tensor];
    expect(sampleGradImages(dy, x, t).dataSync()).toEqual(dx.dataSync());
    expect(sampleGradParameters(dy, x, t).dataSync()).toEqual(dt.dataSync());
  });
});
