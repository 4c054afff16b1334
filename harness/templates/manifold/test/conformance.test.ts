import { testManifold, testPlugin } from "@disentangle/conformance";
import { partOf, Random, type Manifold } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import plugin from "../src/index.ts";
import { blobs } from "./blobs.ts";

beforeAll(() => tf.setBackend("cpu"));

/** Learned here and now, one class after the other. */
const make = (options: object): Promise<Manifold> => partOf(plugin, "manifold", options, { get: () => blobs as never });

testManifold("template", {
  manifold: () => make({ size: 3, images: 60 }),
  examples: (count) =>
    blobs.examples(
      "test",
      Int32Array.from({ length: count }, (_, index) => index),
    ),
  tolerance: 0.02,
});

testPlugin(plugin, { kind: "manifold", id: "template", accepted: [{ size: 2 }], refused: [{ size: 0 }, { images: 1.5 }, { depth: 2 }] });

test("comes nearer to images it has not seen the more components it has, and nearest in the plane of their own class", async () => {
  using rows = await blobs.examples(
    "test",
    Int32Array.from({ length: 20 }, (_, index) => index),
  );
  const { signal } = new AbortController();
  const others = rows.labels.map((label) => 1 - label);
  const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const distances: number[] = [];
  for (const size of [1, 3, 6]) {
    using manifold = await make({ size, images: 120 });
    using own = await manifold.project(rows.images, rows, Random.seeded(1), signal);
    using other = await manifold.project(rows.images, rows, Random.seeded(1), signal, others);
    distances.push(mean(own.distance));
    expect(mean(own.distance)).toBeLessThan(mean(other.distance));
  }
  expect(distances).toEqual(distances.toSorted((a, b) => b - a));
});

test("refuses to learn from too few images, and says what to change", async () => {
  await expect(make({ images: 2 })).rejects.toMatchObject({ code: "bad-data", mend: expect.stringContaining("images") });
});
