import { testManifold } from "@disentangle/conformance";
import { Random, type Projections, type Rows } from "@disentangle/core";
import { affine, makeExamples } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { fontsManifold, type ProjectionOptions } from "../src/index.ts";
import { examplesOf, strokes } from "./strokes.ts";

beforeAll(async () => void (await tf.setBackend("cpu")));

const { signal } = new AbortController();

const TINY = { candidates: 2, starts: 1, iterations: 2 };

/** A shorter search than the default, for laws that run it a dozen times. */
const FEW = { candidates: 24, starts: 3, iterations: 10 };

testManifold("fonts", {
  manifold: () => Promise.resolve(fontsManifold(strokes, FEW)),
  examples: (count) => Promise.resolve(examplesOf(count)),
  tolerance: 0.05,
  count: 4,
});

function project(images: tf.Tensor4D, examples: Rows, options: Partial<ProjectionOptions> = {}): Promise<Projections> {
  return fontsManifold(strokes, options).project(images, examples, Random.seeded(1), signal);
}

function norms(difference: tf.Tensor): number[] {
  return tf.tidy(() => [...difference.square().sum([1, 2, 3]).sqrt().dataSync()]);
}

function share(values: readonly number[], quantile: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(quantile * values.length)] as number;
}

describe("the projection onto FONTS", () => {
  test("finds an image that was moved along the manifold by a known valid change of its code", async () => {
    using examples = examplesOf(24);
    const random = Random.seeded(9);
    const moved = tf.tidy(() => {
      const range = tf.tensor1d(strokes.upper).sub(tf.tensor1d(strokes.lower));
      const move = tf
        .tensor2d(
          Float32Array.from({ length: 24 * 6 }, () => 0.12 * random.normal()),
          [24, 6],
        )
        .mul(range);
      const codes = tf.minimum(tf.maximum((examples.codes as tf.Tensor2D).add(move), strokes.lower), strokes.upper);
      return affine(strokes.prototypes(examples), codes as tf.Tensor2D);
    });
    const lengths = norms(moved.sub(examples.images));
    using projections = await project(moved, examples);
    const ratios = [...projections.distance].map((distance, row) => distance / (lengths[row] as number));
    expect(share(lengths, 0.5)).toBeGreaterThan(1);
    expect(share(ratios, 0.5)).toBeLessThan(0.01);
    expect(share(ratios, 0.8)).toBeLessThan(0.1);
  });

  test("brings an image with noise back to where it came from", async () => {
    using examples = examplesOf(16);
    const random = Random.seeded(8);
    const noise = tf.tensor4d(
      Float32Array.from({ length: examples.images.size }, () => 0.1 * Math.sign(random.uniform() - 0.5)),
      examples.images.shape,
    );
    using projections = await project(
      tf.tidy(() => examples.images.add(noise)),
      examples,
      FEW,
    );
    const back = norms(projections.images.sub(examples.images)).map((norm) => norm / 1.2);
    expect(
      share(
        [...projections.distance].map((distance) => distance / 1.2),
        0.5,
      ),
    ).toBeGreaterThan(0.95);
    expect(share(back, 0.5)).toBeLessThan(0.35);
  });

  test("gives the same whatever number of images is projected at once", async () => {
    using examples = examplesOf(70);
    using few = examplesOf(3);
    using all = await project(examples.images, examples, TINY);
    using some = await project(few.images, few, TINY);
    expect(all.distance).toHaveLength(70);
    expect(all.distance.slice(0, 3)).toEqual(some.distance);
  });

  test("of no images is none", async () => {
    using examples = examplesOf(0);
    using projections = await project(examples.images, examples);
    expect(projections.distance).toHaveLength(0);
    expect(projections.images.shape).toEqual([0, 12, 12, 1]);
  });

  test("refuses images without an example each, examples without codes, and images that are not finite", async () => {
    using examples = examplesOf(2);
    const { codes: _, ...rest } = examples;
    const broken = tf.tidy(() => examples.images.mul<tf.Tensor4D>(Number.NaN));
    const before = tf.memory().numTensors;
    await expect(
      project(
        tf.tidy(() => examples.images.slice(0, 1)),
        examples,
      ),
    ).rejects.toMatchObject({ code: "contradiction" });
    await expect(project(examples.images, makeExamples(rest))).rejects.toMatchObject({ code: "contradiction" });
    await expect(project(broken, examples, TINY)).rejects.toMatchObject({ code: "not-finite" });
    expect(tf.memory().numTensors).toBe(before + 1);
  });
});
