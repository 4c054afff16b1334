import { Random } from "@disentangle/core";
import type { FrozenModule } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { drawPictures } from "../src/pictures.ts";
import { truncatedNormal } from "../src/truncated-normal.ts";

beforeAll(async () => void (await tf.setBackend("cpu")));

const frozen = (forward: (x: tf.Tensor) => tf.Tensor): FrozenModule => ({ forward, [Symbol.dispose]: () => undefined });
/** Means are the first two pixels, log-variances the next two. */
const encoder = frozen((x) => tf.slice(tf.reshape(x, [x.shape[0] ?? 0, -1]), [0, 0], [-1, 4]));
/** An image of 1 × 2 pixels: 0.5 + a quarter of each number of the code. */
const decoder = frozen((z) => tf.reshape(tf.add(0.5, tf.mul(0.25, z)), [-1, 1, 2, 1]));

const row = (pixels: Uint8Array, index: number, width: number): number[] => [...pixels.subarray(index * width, (index + 1) * width)];
const level = (value: number): number => Math.round(255 * Math.min(1, Math.max(0, value)));

test("grids show originals above reconstructions, samples, and a walk along each number of a code", async () => {
  const before = tf.memory().numTensors;
  const images = tf.tensor4d([0.1, 0.6, 0, 0, 0.4, 0.2, 0, 0, 1, 0, 0, 0], [3, 1, 4, 1]);
  const decodeWide = frozen((z) => tf.pad(decoder.forward(z) as tf.Tensor4D, [[0, 0], [0, 0], [0, 2], [0, 0]])); // prettier-ignore
  const { reconstructions, samples, walks } = await drawPictures(encoder, decodeWide, images, Random.seeded(1));
  expect(reconstructions.shape).toEqual([2, 12, 1]);
  expect(row(reconstructions.pixels, 0, 12)).toEqual([0.1, 0.6, 0, 0, 0.4, 0.2, 0, 0, 1, 0, 0, 0].map(level));
  expect(row(reconstructions.pixels, 1, 12).slice(0, 4)).toEqual([0.525, 0.65, 0, 0].map(level));
  expect(samples.shape).toEqual([2, 32, 1]);
  expect(walks.shape).toEqual([2, 36, 1]);
  const values = [-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2];
  expect(row(walks.pixels, 0, 36)).toEqual(values.flatMap((value) => [level(0.5 + value / 4), level(0.5), 0, 0]));
  expect(row(walks.pixels, 1, 36)).toEqual(values.flatMap((value) => [level(0.5), level(0.5 + value / 4), 0, 0]));
  images.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test("sampled codes are normal between −2 and 2", () => {
  const random = Random.seeded(5);
  const drawn = Array.from({ length: 4000 }, () => truncatedNormal(random));
  expect(Math.max(...drawn.map(Math.abs))).toBeLessThanOrEqual(2);
  const variance = drawn.reduce((sum, value) => sum + value ** 2, 0) / drawn.length;
  // Of a standard normal number truncated at two: 1 − 4 φ(2) / (2 Φ(2) − 1).
  expect(variance).toBeCloseTo(0.774, 1);
});
