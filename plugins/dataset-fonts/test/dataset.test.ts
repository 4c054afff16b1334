import { testPlugin } from "@disentangle/conformance";
import { partOf, type Dataset, type Split } from "@disentangle/core";
import { affine } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import * as fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import plugin, { drawnSamples, openFonts, type FontsDataset } from "../src/index.ts";
import { ranges } from "../src/ranges.ts";

const open = async (options?: unknown): Promise<FontsDataset> => (await partOf(plugin, "dataset", options)) as FontsDataset;

/** θ of those images as the dataset gives it. */
async function codesOf(dataset: Dataset, split: Split, indices: readonly number[]): Promise<number[]> {
  using examples = await dataset.examples(split, Int32Array.from(indices));
  return [...examples.codes!.dataSync()];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

const count = (size: number, start = 0): Int32Array => Int32Array.from({ length: size }, (_, position) => start + position);

let fonts: FontsDataset;
beforeAll(async () => {
  await tf.setBackend("cpu");
  fonts = await open();
});

describe("the order of FONTS", () => {
  test("is 950,000 training images after validation and 160,000 test images", async () => {
    expect(fonts.count("train")).toBe(950_000);
    expect(fonts.count("test")).toBe(160_000);
    expect((await open({ validation: 0 })).count("train")).toBe(960_000);
  });

  test("holds each class once in every ten consecutive images, and one font", async () => {
    for (const [split, start] of [
      ["train", 0],
      ["train", 949_990],
      ["test", 159_990],
    ] as const) {
      using examples = await fonts.examples(split, count(10, start));
      expect([...examples.labels]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      expect(new Set(examples.factors!["font"]).size).toBe(1);
    }
  });

  test("shows the first N/10 fonts in the first N images: 25 for N = 250", async () => {
    using examples = await fonts.examples("train", count(250));
    expect([...new Set(examples.factors!["font"])]).toEqual([...count(25)]);
    const samples = await drawnSamples(0, ranges.hard);
    expect([...new Set(samples.codes("test", count(250)).fonts)]).toEqual([...count(25)]);
  });

  test("comes back to the same prototype after 10,000 images, under another transformation", async () => {
    using examples = await fonts.examples("train", Int32Array.from([4321, 14_321]));
    expect([...examples.factors!["font"]!]).toEqual([432, 432]);
    expect([...examples.labels]).toEqual([1, 1]);
    const codes = [...examples.codes!.dataSync()];
    expect(codes.slice(0, 6)).not.toEqual(codes.slice(6));
  });
});

describe("θ of FONTS", () => {
  test("is uniform and independent within the ranges, each column", async () => {
    const samples = await drawnSamples(0, ranges.hard);
    const { theta } = samples.codes(
      "train",
      count(4000).map((row) => row * 237),
    );
    const units = Array.from({ length: 6 }, (_, column) =>
      Array.from({ length: 4000 }, (_, row) => {
        const [low, high] = [ranges.hard.lower[column]!, ranges.hard.upper[column]!];
        return (theta[6 * row + column]! - low) / (high - low);
      }),
    );
    for (const [column, values] of units.entries()) {
      expect(Math.min(...values)).toBeGreaterThanOrEqual(-1e-6);
      expect(Math.max(...values)).toBeLessThanOrEqual(1 + 1e-6);
      // Kolmogorov-Smirnov distance; 1.95/√n is exceeded with probability 0.001, and the seed is fixed.
      const distance = Math.max(...values.toSorted((a, b) => a - b).map((value, rank) => Math.abs(value - (rank + 0.5) / 4000)));
      expect(distance, `column ${column}`).toBeLessThan(1.95 / Math.sqrt(4000));
      for (const other of units.slice(column + 1)) {
        const covariance = mean(values.map((value, row) => (value - 0.5) * (other[row]! - 0.5)));
        expect(Math.abs(covariance) * 12).toBeLessThan(0.06);
      }
    }
  });

  test("of an image says nothing about that of the next image or the next of its class", async () => {
    const samples = await drawnSamples(0, ranges.hard);
    const { theta } = samples.codes("train", count(4000));
    for (const lag of [1, 10]) {
      for (let column = 0; column < 6; column++) {
        const [low, high] = [ranges.hard.lower[column]!, ranges.hard.upper[column]!];
        const centred = (row: number): number => (theta[6 * row + column]! - low) / (high - low) - 0.5;
        const covariance = mean(Array.from({ length: 3990 }, (_, row) => centred(row) * centred(row + lag)));
        expect(Math.abs(covariance) * 12, `column ${column}, lag ${lag}`).toBeLessThan(0.06);
      }
    }
  });

  test("has the bounds of the original experiments", async () => {
    expect(ranges.hard).toEqual({ lower: [-0.2, -0.2, -0.5, -0.5, 0.75, -1.5708], upper: [0.2, 0.2, 0.5, 0.5, 1.15, 1.5708] });
    expect(ranges.moderate).toEqual({ lower: [-0.2, -0.2, -0.4, -0.4, 0.85, -1.0472], upper: [0.2, 0.2, 0.4, 0.4, 1.15, 1.0472] });
    expect(ranges.easy).toEqual({ lower: [-0.1, -0.1, -0.2, -0.2, 0.9, -0.523599], upper: [0.1, 0.1, 0.2, 0.2, 1.1, 0.523599] });
    const easy = await open({ ranges: "easy" });
    expect([...easy.generator.lower]).toEqual([...Float32Array.from(ranges.easy.lower)]);
    expect([...easy.generator.upper]).toEqual([...Float32Array.from(ranges.easy.upper)]);
    const theta = await codesOf(easy, "test", [...count(60)]);
    for (const [position, value] of theta.entries()) {
      expect(value).toBeGreaterThanOrEqual(easy.generator.lower[position % 6]!);
      expect(value).toBeLessThanOrEqual(easy.generator.upper[position % 6]!);
    }
  });

  test("depends on the seed and the image alone, not on what else is asked for", async () => {
    const again = await open();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 949_999 }), { minLength: 1, maxLength: 5 }), async (positions) => {
        const together = await codesOf(fonts, "train", positions);
        for (const [row, position] of positions.entries()) {
          expect(await codesOf(again, "train", [position])).toEqual(together.slice(6 * row, 6 * row + 6));
        }
      }),
      { numRuns: 10 },
    );
    const other = await open({ seed: 7 });
    expect(await codesOf(other, "train", [5])).not.toEqual(await codesOf(fonts, "train", [5]));
  });

  test("differs between the first training and the first test image", async () => {
    expect(await codesOf(fonts, "test", [0])).not.toEqual(await codesOf(fonts, "train", [0]));
  });
});

describe("images of FONTS", () => {
  test("are the prototypes under θ, as the generator gives them", async () => {
    using examples = await fonts.examples("test", Int32Array.from([3, 159_999, 70_007]));
    const expected = tf.tidy(() => affine(fonts.generator.prototypes(examples), examples.codes!).dataSync());
    expect(examples.images.shape).toEqual([3, 28, 28, 1]);
    expect([...examples.images.dataSync()]).toEqual([...expected]);
    expect(Math.max(...expected)).toBeGreaterThan(0.5);
    expect(Math.min(...expected)).toBe(0);
  });

  test("do not depend on the batch they travel in, also across rendering batches", async () => {
    using many = await fonts.examples("train", count(520, 100));
    using few = await fonts.examples("train", Int32Array.from([100, 599, 600, 619]));
    const picked = tf.tidy(() => tf.gather(many.images, [0, 499, 500, 519]).dataSync());
    expect([...few.images.dataSync()]).toEqual([...picked]);
    expect([...few.indices]).toEqual([100, 599, 600, 619]);
  });

  test("are freed with the examples, and nothing else is kept", async () => {
    const before = tf.memory().numTensors;
    const examples = await fonts.examples("train", count(7));
    expect(tf.memory().numTensors).toBe(before + 2);
    examples[Symbol.dispose]();
    expect(tf.memory().numTensors).toBe(before);
  });

  test("may be none", async () => {
    using none = await fonts.examples("train", new Int32Array(0));
    expect(none.images.shape).toEqual([0, 28, 28, 1]);
    expect(none.codes!.shape).toEqual([0, 6]);
  });
});

describe("the fingerprint of FONTS", () => {
  test("is the same for the same dataset, another for another seed or other ranges", async () => {
    expect((await open()).fingerprint).toBe(fonts.fingerprint);
    expect((await openFonts()).fingerprint).toBe(fonts.fingerprint);
    const prints = [fonts.fingerprint, (await open({ seed: 1 })).fingerprint, (await open({ ranges: "moderate" })).fingerprint];
    expect(new Set(prints).size).toBe(3);
    expect(fonts.fingerprint).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe("bad input to FONTS", () => {
  testPlugin(plugin, {
    kind: "dataset",
    id: "fonts",
    accepted: [
      { ranges: "easy", seed: 4 },
      { folder: "somewhere", validation: 0 },
    ],
    refused: [{ ranges: "extreme" }, { seed: -1 }, { seed: 0.5 }, { validation: "many" }, { folder: "" }, { rangs: "hard" }],
  });

  test("options that exclude each other are refused before anything is read", () => {
    expect(() => plugin.offers[0]?.configure({ folder: "somewhere", seed: 3 })).toThrow(expect.objectContaining({ code: "contradiction" }));
  });

  test("positions outside the split and validation sets larger than it are refused", async () => {
    for (const index of [-1, 950_000]) {
      await expect(fonts.examples("train", Int32Array.from([0, index]))).rejects.toMatchObject({ code: "bad-option", value: index });
    }
    await expect(open({ validation: 960_000 })).rejects.toMatchObject({ code: "bad-option", value: 960_000 });
  });
});
