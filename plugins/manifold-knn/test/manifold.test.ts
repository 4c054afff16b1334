import "@disentangle/backend-simd";
import { type Manifold, type Protocol, Random, type Rows } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { knnManifold, learnIndex } from "../src/index.ts";
import { context, datasetOf, nearPlane } from "./scene.ts";

const SHAPE = [5, 6, 1] as const;
const SIZE = 30;
const signal = new AbortController().signal;

beforeAll(async () => void (await tf.setBackend("simd")));

/** 400 training images within 0.001 of a plane of five dimensions through 30. */
const dataset = datasetOf({ train: nearPlane(400, SIZE, 5, 1e-3, 1), test: nearPlane(40, SIZE, 5, 1e-3, 2) }, SHAPE);

async function learned(protocol: Protocol = "paper", neighbours = 20): Promise<Manifold> {
  const { tensors } = await learnIndex({ dataset, count: 400, components: 8 }, context());
  const manifold = knnManifold({ dataset, index: tensors, neighbours, protocol });
  tf.dispose({ ...tensors });
  return manifold;
}

async function rowsOf(split: "train" | "test", count = 10): Promise<Rows> {
  return dataset.examples(
    split,
    Int32Array.from({ length: count }, (_, i) => 3 * i),
  );
}

function moved(rows: Rows, length: number, seed: number): tf.Tensor4D {
  const random = Random.seeded(seed);
  return tf.tidy(() => {
    const noise = tf.tensor2d(
      Float32Array.from({ length: rows.labels.length * SIZE }, () => random.normal()),
      [rows.labels.length, SIZE],
    );
    const unit = tf.div(noise, tf.norm(noise, 2, 1, true));
    return tf.add(rows.images, tf.reshape(tf.mul(unit, length), rows.images.shape));
  });
}

describe("moves", () => {
  test("along the plane stay inside the span, and noise leaves it", async () => {
    using manifold = await learned();
    using rows = await rowsOf("test");
    using others = await dataset.examples(
      "test",
      Int32Array.from({ length: 10 }, (_, i) => 3 * i + 1),
    );
    const along = tf.tidy(() => tf.add<tf.Tensor4D>(rows.images, tf.mul(tf.sub(others.images, rows.images), 0.3)));
    const noisy = moved(rows, 0.5, 4);
    using inside = await manifold.project(along, rows, Random.seeded(1), signal);
    using outside = await manifold.project(noisy, rows, Random.seeded(1), signal);
    const lengths = tf.tidy(() => tf.norm(tf.reshape(tf.sub(along, rows.images), [10, SIZE]), 2, 1).arraySync() as number[]);
    inside.distance.forEach((distance, i) => expect(distance / lengths[i]!).toBeLessThan(0.1));
    // Twenty neighbours of thirty dimensions: five of the plane, fifteen of noise, which least squares uses
    // as well.
    outside.distance.forEach((distance) => expect(distance).toBeGreaterThan(0.5 * 0.3));
    tf.dispose([along, noisy]);
  });

  test("are what the projected image says: x̃ − π(x̃) is orthogonal to every vector to a neighbour, and as long as the distance", async () => {
    using manifold = await learned("paper", 12);
    using rows = await rowsOf("test", 4);
    const images = moved(rows, 0.5, 5);
    using projections = await manifold.project(images, rows, Random.seeded(1), signal);
    const [from, to, own] = [images, projections.images, rows.images].map(
      (tensor) => tf.reshape(tensor, [4, SIZE]).arraySync() as number[][],
    ) as [number[][], number[][], number[][]];
    const train = (
      await dataset.examples(
        "train",
        Int32Array.from({ length: 400 }, (_, i) => i),
      )
    ).images
      .reshape([400, SIZE])
      .arraySync() as number[][];
    for (let row = 0; row < 4; row++) {
      const gap = from[row]!.map((value, k) => value - to[row]![k]!);
      expect(Math.hypot(...gap)).toBeCloseTo(projections.distance[row]!, 4);
      // Some of the training images are the neighbours: at least twelve vectors must be orthogonal to the
      // gap.
      const cosines = train.map((image) => {
        const vector = image.map((value, k) => value - own[row]![k]!);
        return Math.abs(vector.reduce((sum, value, k) => sum + value * gap[k]!, 0)) / Math.hypot(...vector) / Math.hypot(...gap);
      });
      expect(cosines.filter((cosine) => cosine < 1e-4).length).toBeGreaterThanOrEqual(12);
    }
    images.dispose();
  });
});

test("an unmoved image has distance zero, and a residual that is not", async () => {
  using manifold = await learned();
  using rows = await rowsOf("test");
  using projections = await manifold.project(rows.images, rows, Random.seeded(1), signal);
  projections.distance.forEach((distance) => expect(distance).toBeLessThan(1e-6));
  projections.residual?.forEach((residual) => expect(residual).toBeGreaterThan(1e-5));
});

test("a training image is never its own neighbour", async () => {
  using manifold = await learned();
  using rows = await rowsOf("train");
  using projections = await manifold.project(rows.images, rows, Random.seeded(1), signal);
  // With itself among the neighbours, the image would lie in the span around their mean.
  projections.residual?.forEach((residual) => expect(residual).toBeGreaterThan(1e-5));
});

test("neither order nor size of a batch changes a result", async () => {
  using manifold = await learned();
  using rows = await rowsOf("test");
  const images = moved(rows, 0.5, 6);
  using together = await manifold.project(images, rows, Random.seeded(1), signal);
  using one = await dataset.examples("test", Int32Array.of(12));
  const image = tf.slice(images, [4, 0, 0, 0], [1, -1, -1, -1]);
  using alone = await manifold.project(image, one, Random.seeded(1), signal);
  expect(alone.distance[0]).toBe(together.distance[4]);
  tf.dispose([images, image]);
});

test("under reference the residual is the chord of the angle between vector and projection", async () => {
  using paper = await learned("paper");
  using reference = await learned("reference");
  using rows = await rowsOf("test");
  const images = moved(rows, 0.5, 7);
  using residuals = await paper.project(images, rows, Random.seeded(1), signal);
  using chords = await reference.project(images, rows, Random.seeded(1), signal);
  expect([...chords.distance]).toEqual([...residuals.distance]);
  chords.residual?.forEach((chord, i) => {
    expect(chord).toBeGreaterThan(0);
    expect(chord).toBeLessThanOrEqual(Math.SQRT2);
    expect(chord).not.toBeCloseTo(residuals.residual![i]!, 4);
  });
  images.dispose();
});

test("keeps no tensor, and says what is wrong", async () => {
  const before = tf.memory().numTensors;
  {
    using manifold = await learned();
    using rows = await rowsOf("test", 2);
    using _ = await manifold.project(rows.images, rows, Random.seeded(1), signal);
    const broken = tf.tidy(() => tf.mul<tf.Tensor4D>(rows.images, Number.NaN));
    await expect(manifold.project(broken, rows, Random.seeded(1), signal)).rejects.toThrow(
      /sample 0 cannot be projected.*Check the images/s,
    );
    const few = tf.slice(rows.images, [0, 0, 0, 0], [1, -1, -1, -1]);
    await expect(manifold.project(few, rows, Random.seeded(1), signal)).rejects.toThrow(/1 images came with 2 examples/);
    tf.dispose([broken, few]);
  }
  expect(tf.memory().numTensors).toBe(before);
  expect(() => knnManifold({ dataset, index: {}, neighbours: 5, protocol: "paper" })).toThrow(/lacks mean.*anew/s);
});
