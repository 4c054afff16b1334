import { Fault, Random, type Dataset, type Generator, type Manifold } from "@disentangle/core";
import { affineDecoder, crossEntropyObjective, imageSpace, latentSpace, misclassified } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import * as fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { adversarialRows, checkInvariance, evaluateAttack, measureDistances, type AttackResult } from "../src/index.ts";
import { noisyImage } from "../src/distance/noise.ts";
import { cell, dataset, fastGradient, greyImages, linear, randomCorner } from "./toy.ts";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

const signal = new AbortController().signal;

describe("noise", () => {
  test("has the norm that was asked for after clipping", () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0, max: 2, noNaN: true }), (seed, norm) => {
        const random = Random.seeded(seed);
        // Most pixels at a limit, as in images of letters.
        const image = Float32Array.from({ length: 64 }, () => Math.round(2 * random.uniform() - 0.5));
        const noisy = noisyImage(image, norm, random);
        expect(noisy.every((pixel) => pixel >= 0 && pixel <= 1)).toBe(true);
        expect(Math.hypot(...noisy.map((pixel, i) => pixel - (image[i] as number)))).toBeCloseTo(norm, 4);
      }),
    );
  });

  test("is as long as it can be where no noise is long enough", () => {
    const noisy = noisyImage(Float32Array.of(0, 0, 1), 5, Random.seeded(1));
    expect(noisy.every((pixel) => pixel === 0 || pixel === 1)).toBe(true);
  });
});

/** Two orthonormal directions in 4 × 4 pixels: a flat manifold, on which every projection is known in closed form. */
const BASIS = [
  Array.from({ length: 16 }, (_, i) => (i % 2 === 0 ? 0.25 : -0.25)),
  Array.from({ length: 16 }, (_, i) => (i < 8 ? 0.25 : -0.25)),
];
const CODES = Array.from({ length: 12 }, (_, i) => [((i % 4) - 1.5) / 20, (i - 6) / 100]);
const FLAT_IMAGES = CODES.map((code) => decodeFlat(code));
const BOX = { lower: [-0.5, -0.5], upper: [0.5, 0.5] };

function decodeFlat(code: readonly number[]): number[] {
  return Array.from({ length: 16 }, (_, i) => 0.5 + code.reduce((sum, value, k) => sum + value * (BASIS[k]?.[i] as number), 0));
}

function flat(): Manifold {
  const basis = tf.tensor2d(BASIS);
  const decode = (codes: tf.Tensor2D): tf.Tensor4D => tf.tidy(() => tf.reshape(tf.add(0.5, tf.matMul(codes, basis)), [-1, 4, 4, 1]));
  return {
    id: "flat",
    exact: true,
    project: async (images) => {
      const projected = tf.tidy(() => decode(tf.matMul(tf.sub(tf.reshape(images, [-1, 16]), 0.5), basis, false, true)));
      const distance = tf.tidy(() => tf.norm(tf.reshape(tf.sub(images, projected), [-1, 16]), 2, 1));
      const values = (await distance.data()) as Float32Array;
      distance.dispose();
      return { distance: values, images: projected, [Symbol.dispose]: () => projected.dispose() };
    },
    space: (examples) => {
      const codes = examples.codes as tf.Tensor2D;
      const decoder = { decode, select: () => decoder, [Symbol.dispose]: () => {} };
      return latentSpace({ codes, ...BOX, decoder });
    },
    [Symbol.dispose]: () => basis.dispose(),
  };
}

describe("distances", () => {
  const data = dataset(
    FLAT_IMAGES,
    CODES.map(() => 0),
    4,
    { codes: CODES },
  );

  async function attacked(): Promise<AttackResult> {
    // Class 1 wins when the sum of all pixels grows by more than 1.
    using frozen = linear(Array.from({ length: 16 }, () => [1 / 8, 1.1 / 8]));
    using shifted = {
      ...frozen,
      classify: (images: tf.Tensor4D) => tf.tidy((): tf.Tensor2D => tf.sub(frozen.classify(images), tf.tensor1d([0, 0.11]))),
    };
    return await evaluateAttack({
      cell,
      attack: fastGradient,
      frozen: shifted,
      dataset: data,
      samples: Int32Array.from(CODES.keys()).subarray(2),
      spaceOf: ({ images }) => imageSpace(images),
      radius: 0.1,
      restarts: 1,
      combine: "worst-case",
      criterion: misclassified,
      objective: crossEntropyObjective,
      random: Random.seeded(1),
      signal,
    });
  }

  test("of every population are the ones known in closed form", async () => {
    const before = tf.memory().numTensors;
    const manifold = flat();
    const records = await measureDistances({
      result: await attacked(),
      dataset: data,
      manifold,
      batch: 4,
      random: Random.seeded(2),
      signal,
    });
    manifold[Symbol.dispose]();
    expect(tf.memory().numTensors).toBe(before);
    const [adversarial, clean, noise, control] = records;
    expect(records.map(({ population }) => population)).toEqual(["adversarial", "clean", "noise", "control"]);
    expect([...(adversarial?.samples ?? [])]).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    for (let row = 0; row < 10; row++) {
      // The attack adds 0.1 to every pixel, which is orthogonal to both directions.
      expect(adversarial?.perturbation[row]).toBeCloseTo(0.4, 5);
      expect(adversarial?.distance[row]).toBeCloseTo(0.4, 5);
      expect(adversarial?.toOriginal[row]).toBeCloseTo(0, 5);
      expect(clean?.perturbation[row]).toBe(0);
      expect(clean?.distance[row]).toBeCloseTo(0, 5);
      expect(noise?.perturbation[row]).toBeCloseTo(0.4, 4);
      // 14 of 16 dimensions leave the manifold.
      expect(((noise?.distance[row] as number) ** 2 + (noise?.toOriginal[row] as number) ** 2) ** 0.5).toBeCloseTo(0.4, 4);
      expect(control?.perturbation[row]).toBeCloseTo(0.4, 4);
      expect(control?.distance[row]).toBeCloseTo(0, 5);
      expect(control?.toOriginal[row]).toBeCloseTo(0.4, 4);
    }
  });

  test("do not depend on the batch, and obey a limit", async () => {
    const result = await attacked();
    using manifold = flat();
    const measure = (batch: number): Promise<unknown> =>
      measureDistances({ result, dataset: data, manifold, batch, limit: 5, random: Random.seeded(3), signal });
    const whole = await measure(5);
    expect(await measure(2)).toEqual(whole);
    expect(whole).toMatchObject([{ samples: Int32Array.of(2, 3, 4, 5, 6) }, {}, {}, {}]);
  });

  test("leave out controls whose norm no valid code reaches", async () => {
    const result = await attacked();
    using manifold = flat();
    const narrow: Manifold = {
      ...manifold,
      space: (examples) => ({
        ...(manifold.space as NonNullable<Manifold["space"]>)(examples),
        upper: tf.scalar(0.06),
        lower: tf.scalar(-0.08),
      }),
    };
    const [control] = await measureDistances({
      result,
      dataset: data,
      manifold: narrow,
      populations: ["control"],
      random: Random.seeded(4),
      signal,
    });
    expect(control?.samples).toHaveLength(0);
  });

  test("need a decoder for the control", async () => {
    const result = await attacked();
    using manifold = flat();
    const blind: Manifold = { id: manifold.id, exact: true, project: (...call) => manifold.project(...call), [Symbol.dispose]: () => {} };
    const options = { result, dataset: data, manifold: blind, random: Random.seeded(5), signal };
    await expect(measureDistances({ ...options, populations: ["control"] })).rejects.toThrow(/has no decoder/u);
    expect(await measureDistances(options)).toHaveLength(3);
  });

  test("stop when asked to", async () => {
    using manifold = flat();
    const stopped = measureDistances({
      result: await attacked(),
      dataset: data,
      manifold,
      random: Random.seeded(6),
      signal: AbortSignal.abort(),
    });
    await expect(stopped).rejects.toSatisfy((error) => Fault.is(error, "aborted"));
  });
});

describe("label invariance", () => {
  const prototype = greyImages(1, 6, 3)[0] as number[];
  const codes = Array.from({ length: 8 }, (_, i) => [i / 50 - 0.08, 0.05, 0.1, -0.1, 1, i / 10 - 0.4]);
  const generator: Generator = {
    names: ["translation x", "translation y", "shear x", "shear y", "scale", "rotation"],
    lower: Float32Array.of(-0.2, -0.2, -0.5, -0.5, 0.75, -1.5),
    upper: Float32Array.of(0.2, 0.2, 0.5, 0.5, 1.15, 1.5),
    prototypes: ({ labels }) =>
      tf.tensor4d(
        Array.from(labels).flatMap(() => prototype),
        [labels.length, 6, 6, 1],
      ),
  };

  async function attacked(): Promise<{ readonly result: AttackResult; readonly data: Dataset }> {
    const images = tf.tidy(() => {
      const decoder = affineDecoder(generator.prototypes({ labels: new Int32Array(8) }));
      return decoder.decode(tf.tensor2d(codes)).arraySync();
    });
    const data = dataset(
      images.map((image) => image.flat(2)),
      codes.map(() => 0),
      6,
      { codes, generator },
    );
    using frozen = linear(Array.from({ length: 36 }, (_, i) => [1, i === 14 ? 2 : 1]));
    const whole = images.map((image) => image[2]?.[2]?.[0] as number);
    const threshold = Math.max(...whole) + 1e-4;
    using shifted = {
      ...frozen,
      classify: (x: tf.Tensor4D) => tf.tidy((): tf.Tensor2D => tf.sub(frozen.classify(x), tf.tensor1d([0, threshold]))),
    };
    const result = await evaluateAttack({
      cell,
      attack: randomCorner,
      frozen: shifted,
      dataset: data,
      samples: Int32Array.from(codes.keys()),
      spaceOf: (examples) => {
        const images = generator.prototypes(examples);
        const decoder = affineDecoder(images);
        images.dispose();
        return latentSpace({ codes: examples.codes as tf.Tensor2D, lower: generator.lower, upper: generator.upper, decoder });
      },
      radius: 0.1,
      restarts: 6,
      combine: "worst-case",
      criterion: misclassified,
      objective: crossEntropyObjective,
      random: Random.seeded(1),
      signal,
    });
    return { result, data };
  }

  test("holds for every example that a decoder made from a valid code", async () => {
    const before = tf.memory().numTensors;
    const { result, data } = await attacked();
    const record = await checkInvariance({ result, dataset: data, batch: 3 });
    expect(record.total).toBe(adversarialRows(result.record).length);
    expect(record.total).toBeGreaterThan(3);
    expect(record.invariant).toBe(record.total);
    expect(record.largestDifference).toBeLessThanOrEqual(1e-6);
    expect(tf.memory().numTensors).toBe(before);
  });

  test("is lost by a pixel that differs, a NaN, or a code out of range", async () => {
    const { result, data } = await attacked();
    const [first, second] = adversarialRows(result.record) as unknown as [number, number];
    const images = Float32Array.from(result.images);
    images[first * 36 + 3] = (images[first * 36 + 3] as number) + 1e-4;
    const total = adversarialRows(result.record).length;
    expect(await checkInvariance({ result: { ...result, images }, dataset: data })).toMatchObject({ invariant: total - 1 });
    images[second * 36] = Number.NaN;
    expect(await checkInvariance({ result: { ...result, images }, dataset: data })).toMatchObject({
      invariant: total - 2,
      largestDifference: Infinity,
    });
    const narrow: Generator = { ...generator, upper: generator.upper.map((bound, i) => (i === 5 ? -2 : bound)) };
    expect(await checkInvariance({ result, dataset: { ...data, generator: narrow } })).toMatchObject({ invariant: 0, total });
  });

  test("cannot be checked without a generator", async () => {
    const { result, data } = await attacked();
    const { generator: _generator, ...plain } = data;
    await expect(checkInvariance({ result, dataset: plain })).rejects.toMatchObject({ code: "contradiction" });
  });
});
