import { Fault, Random, type Codes, type Manifold, type Rows } from "@disentangle/core";
import { crossEntropyObjective, imageSpace, latentSpace, misclassified } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import * as fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { checkLabels, evaluateAttack, measureDistances, type AttackResult, type DistanceMeasurement } from "../src/index.ts";
import { noisyImage } from "../src/distance/noise.ts";
import { TangentSpaces } from "../src/distance/tangent-share.ts";
import { cell, dataset, fastGradient, linear } from "./toy.ts";

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

/**
 * Two orthonormal directions in 4 × 4 pixels: a flat manifold, on which every projection is known in closed
 * form.
 */
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
    codes: {
      size: 2,
      encode: ({ codes }) => (codes as tf.Tensor2D).clone(),
      space: ({ codes }) => {
        let disposed = false;
        const decoder = {
          decode: (codes: tf.Tensor2D) => {
            if (disposed) throw new Error("The decoder was disposed of.");
            return decode(codes);
          },
          select: () => decoder,
          [Symbol.dispose]: () => (disposed = true),
        };
        return latentSpace({ name: "latent/flat", codes: codes as tf.Tensor2D, ...BOX, decoder });
      },
      keepsLabel: () => Promise.reject(new Error("unused")),
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

  /** What is measured of an attack, unless told otherwise. */
  async function measurement(ruler: Manifold, seed: number): Promise<DistanceMeasurement> {
    const { record, points } = await attacked();
    const spaceOf = ({ images }: Rows): ReturnType<typeof imageSpace> => imageSpace(images);
    return { record, points, spaceOf, dataset: data, ruler, random: Random.seeded(seed), signal };
  }

  test("of every population are the ones known in closed form", async () => {
    const before = tf.memory().numTensors;
    const manifold = flat();
    const records = await measureDistances({ ...(await measurement(manifold, 2)), batch: 4 });
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
      // On a flat manifold the part of a move in the tangent space is what its projection keeps of it.
      expect(adversarial?.tangent?.[row]).toBeCloseTo(0, 3);
      expect(noise?.tangent?.[row]).toBeCloseTo((noise?.toOriginal[row] as number) / 0.4, 3);
      expect(control?.tangent?.[row]).toBeCloseTo(1, 4);
    }
    expect(clean?.tangent).toBeUndefined();
  });

  test("take the tangent space of a curved manifold at the image, whatever the lengths and angles of its directions", async () => {
    // The code (a, b) renders to a and a · b + b at two pixels, so that its Jacobian at (1, 1) is [[1, 0],
    // [1, 2]], which spans both; at a = −1 it is [[1, 0], [b, 0]], a line.
    const decode = (codes: tf.Tensor2D): tf.Tensor4D =>
      tf.tidy(() => {
        const [a, b] = tf.split(codes, 2, 1) as [tf.Tensor2D, tf.Tensor2D];
        return tf.reshape(tf.concat([a, tf.add(tf.mul(a, b), b), tf.zerosLike(a), tf.zerosLike(a)], 1), [-1, 2, 2, 1]);
      });
    const decoder = { decode, select: () => decoder, [Symbol.dispose]: () => {} };
    const codes = tf.tensor2d([
      [1, 1],
      [-1, 2],
    ]);
    using space = latentSpace({ name: "latent/curved", codes, lower: [-3, -3], upper: [3, 3], decoder });
    codes.dispose();
    const before = tf.memory().numTensors;
    const tangents = await TangentSpaces.at(space);
    expect(tf.memory().numTensors).toBe(before);
    const shares = (move: readonly number[]): number[] => [...tangents.shares(Float32Array.from([...move, ...move]), new Float32Array(8))];
    expect(shares([3, 4, 0, 0])).toEqual([expect.closeTo(1, 4), expect.closeTo(11 / (5 * Math.sqrt(5)), 3)]);
    expect(shares([0, 3, 0, 4])[0]).toBeCloseTo(0.6, 4);
    expect(shares([0, 0, 1, 0])).toEqual([0, 0]);
  });

  test("do not depend on the batch, and obey a limit", async () => {
    using manifold = flat();
    const options = await measurement(manifold, 3);
    const measure = (batch: number): Promise<unknown> => measureDistances({ ...options, batch, limit: 5 });
    const whole = await measure(5);
    expect(await measure(2)).toEqual(whole);
    expect(whole).toMatchObject([{ samples: Int32Array.of(2, 3, 4, 5, 6) }, {}, {}, {}]);
  });

  test("leave out controls whose norm no valid code reaches", async () => {
    using manifold = flat();
    const codes = manifold.codes as Codes;
    const space: Codes["space"] = (rows) => ({ ...codes.space(rows), upper: tf.scalar(0.06), lower: tf.scalar(-0.08) });
    const narrow: Manifold = { ...manifold, codes: { ...codes, space } };
    const [control] = await measureDistances({ ...(await measurement(narrow, 4)), populations: ["control"] });
    expect(control?.samples).toHaveLength(0);
  });

  test("need a decoder for the control on an exact manifold", async () => {
    using manifold = flat();
    const blind: Manifold = { id: manifold.id, exact: true, project: (...call) => manifold.project(...call), [Symbol.dispose]: () => {} };
    const options = await measurement(blind, 5);
    await expect(measureDistances({ ...options, populations: ["control"] })).rejects.toThrow(/has no decoder/u);
    expect(await measureDistances(options)).toHaveLength(3);
  });

  test("on an approximate manifold have moves to the nearest other image of the class for a control, also shrunk", async () => {
    using manifold = flat();
    const before = tf.memory().numTensors;
    const records = await measureDistances({ ...(await measurement({ ...manifold, exact: false }, 7)), batch: 3 });
    expect(tf.memory().numTensors).toBe(before);
    const found = new Map(records.map((record) => [record.population, record]));
    expect([...found.keys()]).toEqual(["adversarial", "clean", "noise", "control", "shrunk"]);
    const length = (a: readonly number[], b: readonly number[]): number => Math.hypot(...a.map((pixel, i) => pixel - (b[i] as number)));
    const [control, shrunk] = [found.get("control"), found.get("shrunk")];
    control?.samples.forEach((sample, row) => {
      const own = FLAT_IMAGES[sample] as number[];
      const others = FLAT_IMAGES.filter((_, i) => i !== sample).map((other) => length(other, own));
      expect(control.perturbation[row]).toBeCloseTo(Math.min(...others), 5);
      // Real images lie on this manifold, and so does every point between two of them.
      expect(control.distance[row]).toBeCloseTo(0, 5);
      expect(shrunk?.distance[row]).toBeCloseTo(0, 5);
      expect(shrunk?.perturbation[row]).toBeCloseTo(Math.min(0.4, Math.min(...others)), 5);
    });
  });

  test("of examples on a manifold are those of the test image moved as its reconstruction moves", async () => {
    using manifold = flat();
    const { record } = await attacked();
    // A decoder that is half as bright as the images: what it loses of an image is no move.
    const space = (rows: Rows): ReturnType<Codes["space"]> => {
      const own = (manifold.codes as Codes).space(rows);
      return { ...own, render: (points) => tf.tidy(() => tf.mul(own.render(points), 0.5)) };
    };
    const samples = [...record.samples];
    const points = Float32Array.from(samples.flatMap((sample) => (CODES[sample] as number[]).map((code) => code + 0.1)));
    const options = { record: { ...record, space: "latent/flat" as const }, points, spaceOf: space, dataset: data };
    const records = await measureDistances({ ...options, ruler: { ...manifold, exact: false }, random: Random.seeded(8), signal });
    expect(records.map(({ population }) => population)).toEqual(["adversarial"]);
    for (const length of records[0]?.perturbation ?? []) expect(length).toBeCloseTo(0.5 * Math.hypot(0.1, 0.1), 5);
    for (const distance of records[0]?.distance ?? []) expect(distance).toBeCloseTo(0, 5);
  });

  test.each([
    ["batch", 0],
    ["batch", -1],
    ["batch", Number.NaN],
    ["limit", Number.NaN],
    ["limit", -1],
  ] as const)("are refused with a %s of %s, rather than measured for ever or of nothing", async (name, value) => {
    using manifold = flat();
    const options = { ...(await measurement(manifold, 9)), [name]: value };
    await expect(measureDistances(options)).rejects.toMatchObject({ code: "bad-option", value });
    if (name === "limit") return;
    const codes = manifold.codes as Codes;
    await expect(checkLabels({ ...options, codes, exact: true })).rejects.toMatchObject({ code: "bad-option", value });
  });

  test("stop when asked to", async () => {
    using manifold = flat();
    const stopped = measureDistances({ ...(await measurement(manifold, 6)), signal: AbortSignal.abort() });
    await expect(stopped).rejects.toSatisfy((error) => Fault.is(error, "aborted"));
  });

  test("of labels are counted by what the manifold says of each example", async () => {
    using manifold = flat();
    const { record } = await attacked();
    const points = new Float32Array(2 * record.samples.length);
    const seen: number[] = [];
    const codes: Codes = {
      ...(manifold.codes as Codes),
      keepsLabel: async (own, images, rows) => {
        seen.push(...rows.indices);
        expect([own.shape[0], images.shape[0]]).toEqual([rows.indices.length, rows.indices.length]);
        // Kept, lost, left out, by turns.
        return {
          kept: Uint8Array.from(rows.indices, (index) => [1, 0, 2][index % 3] as number),
          largestDifference: rows.indices[0] as number,
        };
      },
    };
    const before = tf.memory().numTensors;
    const found = await checkLabels({
      record: { ...record, space: "latent/flat" },
      points,
      dataset: data,
      codes,
      exact: false,
      batch: 4,
      signal,
    });
    expect(tf.memory().numTensors).toBe(before);
    expect(seen).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(found).toMatchObject({ space: "latent/flat", exact: false, total: 6, kept: 3, leftOut: 4, largestDifference: 10 });
  });
});
