import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { attackImages, sweepImages, type AttackResult, type ImageAttack } from "../src/index.ts";
import { targeted } from "@disentangle/ops";
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
    ["an empty batch", { batch: 0 }, "bad-option"],
    ["a batch below zero", { batch: -3 }, "bad-option"],
    ["a batch that is no number", { batch: Number.NaN }, "bad-option"],
    ["a combination it does not know", { combine: "worst" as "average" }, "bad-option"],
    ["a radius within which every image lies", { radius: 8 }, "bad-option"],
    ["no attack", { attack: undefined as never }, "bad-option"],
    ["a model in place of a classifier", { frozen: ((x: tf.Tensor) => x) as never }, "bad-option"],
    ["a criterion by itself", { criterion: targeted } as never, "bad-option"],
    ["targets by themselves", { targets: () => new Int32Array(40) } as never, "bad-option"],
    ["a goal it does not know", { goal: "targeted" as never }, "bad-option"],
    ["fewer targets than images", { goal: { target: [1] } }, "contradiction"],
    ["targets that are no classes", { goal: { target: LABELS.map(() => 7) } }, "bad-data"],
    ["a target that is the true class", { goal: { target: LABELS } }, "contradiction"],
    ["pixels of 0 to 255", { scale: 255 }, "bad-data"],
    ["pixels that are no numbers", { scale: Number.NaN }, "bad-data"],
  ])("refuses %s, says how to mend it, and keeps no tensors", async (_, wrong, code) => {
    const before = tf.memory().numTensors;
    await expect(attacked(wrong)).rejects.toMatchObject({ code, mend: expect.stringMatching(/^[A-Z].*\.$/u) });
    expect(tf.memory().numTensors).toBe(before);
  });

  test("reaches targets: of two classes, the other one is reached where it is left", async () => {
    const left = await attacked();
    const reached = await attacked({ goal: { target: LABELS.map((label) => 1 - label) } });
    expect(left.record.success.filter((success) => success === 1).length).toBeGreaterThan(5);
    expect(reached.record.success).toEqual(left.record.success);
  });

  test("refuses images of whole numbers", async () => {
    const images = tf.zeros<tf.Rank.R4>([1, 2, 2, 1], "int32");
    await expect(attackImages({ attack: fastGradient, frozen, images, labels: [0], radius: 0.1 })).rejects.toMatchObject({
      code: "bad-data",
      mend: expect.stringContaining("float32"),
    });
    images.dispose();
  });

  test("refuses one image that is no batch", async () => {
    const image: tf.Tensor = tf.zeros([2, 2, 1]);
    await expect(attackImages({ attack: fastGradient, frozen, images: image as tf.Tensor4D, labels: [0], radius: 0.1 })).rejects.toThrow(
      /expandDims/u,
    );
    image.dispose();
  });

  test("sweeps radii: each image falls at the first share of the radius beyond its optimum", async () => {
    const images = tf.tensor4d(IMAGES.flat(), [IMAGES.length, 2, 2, 1]);
    const fractions = [0.25, 0.5, 0.75];
    const { record, smallest } = await sweepImages({ attack: fastGradient, frozen, images, labels: LABELS, radius: 0.04, fractions });
    const { record: half } = await attackImages({ attack: fastGradient, frozen, images, labels: LABELS, radius: 0.02 });
    images.dispose();
    expect(Array.from(smallest, (radius) => Number(radius <= 0.02 + 1e-6))).toEqual(
      Array.from(half.success, (success) => Number(success === 1)),
    );
    expect(new Set(Array.from(smallest, (radius) => Math.round(radius * 100))).size).toBeGreaterThan(2);
    expect(record.success.filter((success) => success === 1).length).toBe(smallest.filter(Number.isFinite).length);
    await expect(
      sweepImages({ attack: fastGradient, frozen, images: tf.zeros([0, 2, 2, 1]), labels: [], radius: 0.04, fractions: [2] }),
    ).rejects.toMatchObject({ code: "bad-option" });
  });

  test("refuses shares of the radius that cannot be before it attacks", async () => {
    const images = tf.tensor4d(IMAGES.flat(), [IMAGES.length, 2, 2, 1]);
    let asked = 0;
    const watching = {
      ...fastGradient,
      perturb: (...args: Parameters<typeof fastGradient.perturb>) => (asked++, fastGradient.perturb(...args)),
    };
    for (const fractions of [[0.5, 0], [Number.NaN], undefined as never]) {
      const sweep = sweepImages({ attack: watching, frozen, images, labels: LABELS, radius: 0.04, fractions });
      await expect(sweep).rejects.toMatchObject({ code: "bad-option", mend: expect.stringContaining("(0, 1]") });
    }
    images.dispose();
    expect(asked).toBe(0);
  });
});
