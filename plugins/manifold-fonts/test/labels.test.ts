import type { LabelCheck } from "@disentangle/core";
import { affine } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { fontsManifold, type Generator } from "../src/index.ts";
import { examplesOf, strokes, validCodes } from "./strokes.ts";

beforeAll(async () => void (await tf.setBackend("cpu")));

const ROWS = 6;
const PIXELS = 144;
const { signal } = new AbortController();

/** Checks images of valid codes, other than the examples' own, with some of their numbers changed. */
async function check(change: (images: Float32Array, codes: Float32Array) => void, generator: Generator = strokes): Promise<LabelCheck> {
  using rows = examplesOf(ROWS);
  using manifold = fontsManifold(generator);
  const [images, points] = tf.tidy(() => {
    const moved = validCodes(ROWS, 7);
    return [affine(strokes.prototypes(rows), moved).dataSync().slice() as Float32Array, moved.dataSync().slice() as Float32Array];
  });
  change(images, points);
  const [at, rendered] = [tf.tensor2d(points, [ROWS, 6]), tf.tensor4d(images, [ROWS, 12, 12, 1])];
  try {
    return (await manifold.codes?.keepsLabel(at, rendered, rows, signal)) as LabelCheck;
  } finally {
    tf.dispose([at, rendered]);
  }
}

describe("label invariance (Definition 1)", () => {
  test("holds for every image that the row's own letter and font make of a valid code", async () => {
    const before = tf.memory().numTensors;
    const { kept, largestDifference } = await check(() => undefined);
    expect([...kept]).toEqual([1, 1, 1, 1, 1, 1]);
    expect(largestDifference).toBeLessThanOrEqual(1e-6);
    expect(tf.memory().numTensors).toBe(before);
  });

  test("is lost by a pixel that differs, a NaN, or a code out of range", async () => {
    const pixel = await check((images) => (images[2 * PIXELS + 3] = (images[2 * PIXELS + 3] as number) + 1e-4));
    expect([...pixel.kept]).toEqual([1, 1, 0, 1, 1, 1]);
    expect(pixel.largestDifference).toBeCloseTo(1e-4, 6);
    const broken = await check((images) => (images[4 * PIXELS] = Number.NaN));
    expect([...broken.kept]).toEqual([1, 1, 1, 1, 0, 1]);
    expect(broken.largestDifference).toBe(Infinity);
    const nowhere = await check((_images, codes) => (codes[5 * 6 + 1] = Number.NaN));
    expect(nowhere.kept[5]).toBe(0);
    const narrow: Generator = { ...strokes, upper: strokes.upper.map((bound, i) => (i === 5 ? -2 : bound)) };
    expect([...(await check(() => undefined, narrow)).kept]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test("is lost by the image of another letter or font under the same code", async () => {
    const before = tf.memory().numTensors;
    using rows = examplesOf(ROWS);
    using manifold = fontsManifold(strokes);
    const codes = validCodes(ROWS, 7);
    for (const other of [
      { ...rows, labels: rows.labels.map((label) => 1 - label) },
      { ...rows, factors: { font: Int32Array.from(rows.factors?.["font"] ?? [], (font) => 1 - font) } },
    ]) {
      const images = tf.tidy(() => affine(strokes.prototypes(other), codes));
      const found = await manifold.codes?.keepsLabel(codes, images, rows, signal);
      expect([...(found?.kept ?? [])]).toEqual([0, 0, 0, 0, 0, 0]);
      images.dispose();
    }
    codes.dispose();
    expect(tf.memory().numTensors).toBe(before + 2);
  });

  test("is not looked for once the caller asked to stop", async () => {
    using rows = examplesOf(ROWS);
    using manifold = fontsManifold(strokes);
    const codes = manifold.codes?.encode(rows) as tf.Tensor2D;
    await expect(manifold.codes?.keepsLabel(codes, rows.images, rows, AbortSignal.abort())).rejects.toMatchObject({ code: "aborted" });
    codes.dispose();
  });
});
