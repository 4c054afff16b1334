import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { attackImages, type AttackResult, type ImageAttack } from "../src/index.ts";
import { frozen, IMAGES, LABELS, OPTIMUM } from "./linear-scene.ts";
import { fastGradient } from "./toy.ts";

beforeAll(() => tf.setBackend("cpu"));

/** Attacks the images of the linear scene, with something changed. */
async function attacked({ scale = 1, ...more }: Partial<ImageAttack> & { readonly scale?: number } = {}): Promise<AttackResult> {
  const images = tf.tensor4d(
    IMAGES.flat().map((pixel) => pixel * scale),
    [IMAGES.length, 2, 2, 1],
  );
  try {
    return await attackImages({ attack: fastGradient, frozen, images, labels: LABELS, radius: 0.02, ...more });
  } finally {
    images.dispose();
  }
}

const radii = (change: (optimum: number) => number): Float32Array => Float32Array.from(OPTIMUM, change);

describe("attacking images at hand", () => {
  test("succeeds within radii of their own just where the closed form says", async () => {
    const reached = OPTIMUM.map((optimum, row) => (row % 2 === 0 ? 1.01 : 0.99) * optimum);
    const { record } = await attacked({ radius: Float32Array.from(reached) });
    // The box may keep a pixel of a bright or dark image from moving as far.
    const { record: free } = await attacked({ radius: radii((optimum) => 1.01 * optimum) });
    expect(free.success.reduce((a, b) => a + b, 0)).toBeGreaterThan(20);
    expect([...record.success]).toEqual(Array.from(free.success, (success, row) => (row % 2 === 0 ? success : 0)));
  });

  test.each<[string, Partial<ImageAttack> & { readonly scale?: number }, string]>([
    ["fewer labels than images", { labels: LABELS.slice(1) }, "contradiction"],
    ["a label that is no class", { labels: LABELS.map((label, row) => (row === 3 ? 2 : label)) }, "bad-data"],
    ["a label that is no whole number", { labels: LABELS.map(() => 0.5) }, "bad-data"],
    ["fewer radii than images", { radius: Float32Array.of(0.1) }, "contradiction"],
    ["a radius below zero", { radius: -0.1 }, "bad-option"],
    ["a radius that is no number", { radius: radii(() => Number.NaN) }, "bad-option"],
    ["no restart", { restarts: 0 }, "bad-option"],
    ["pixels of 0 to 255", { scale: 255 }, "bad-data"],
    ["pixels that are no numbers", { scale: Number.NaN }, "bad-data"],
  ])("refuses %s, says how to mend it, and keeps no tensors", async (_, wrong, code) => {
    const before = tf.memory().numTensors;
    await expect(attacked(wrong)).rejects.toMatchObject({ code, mend: expect.stringMatching(/^[A-Z].*\.$/u) });
    expect(tf.memory().numTensors).toBe(before);
  });
});
