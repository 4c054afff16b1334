import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Fault, partOf } from "@disentangle/core";
import { affine } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { File, ready } from "h5wasm/node";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import plugin, { type FontsDataset } from "../src/index.ts";
import { drawTheta } from "../src/draw-theta.ts";
import { ranges } from "../src/ranges.ts";

const fontCount = 3;
const sizes = { train: 60, test: 30 };
const root = mkdtempSync(join(tmpdir(), "fonts-"));
let folder: string;

type Numbers = Float32Array | Float64Array | Int32Array | BigInt64Array;

function write(name: string, data: Numbers, shape: readonly number[], key = "tensor"): void {
  const file = new File(join(folder, name), "w");
  file.create_dataset({ name: key, data, shape: [...shape] });
  file.close();
}

const prototypes = Float32Array.from({ length: fontCount * 7840 }, (_, index) => ((index * 7919) % 256) / 255);

/** Row 10 · font + class, font, class, and θ, of every image of a split. */
function codesOf(size: number): number[] {
  return Array.from({ length: size }, (_, index) => [index % 30, Math.floor((index % 30) / 10), index % 10]).flat();
}

function thetaOf(size: number, seed: number): Float32Array {
  const theta = new Float32Array(6 * size);
  for (let index = 0; index < size; index++) drawTheta(seed, index, ranges.hard, theta, 6 * index);
  return theta;
}

/** The identity for every image, which all ranges hold. */
function gentle(size: number): Float32Array {
  return Float32Array.from({ length: 6 * size }, (_, index) => (index % 6 === 4 ? 1 : 0));
}

/** What an image of the published files may hold: here a pattern that no decoder would give. */
function imagesOf(size: number): Float32Array {
  return Float32Array.from({ length: size * 784 }, (_, index) => (index % 1001) / 1000);
}

function writeSplit(split: "train" | "test", seed: number): void {
  const size = sizes[split];
  write(`${split}_codes.h5`, BigInt64Array.from(codesOf(size), BigInt), [size, 3]);
  write(`${split}_theta.h5`, Float64Array.from(thetaOf(size, seed)), [size, 6]);
  write(`${split}_images.h5`, imagesOf(size), [size, 28, 28]);
}

async function open(options: object = {}): Promise<FontsDataset> {
  return (await partOf(plugin, "dataset", { folder, validation: 0, ...options })) as FontsDataset;
}

async function faultOf(options?: object): Promise<Fault> {
  return open(options).then(
    () => expect.unreachable("it opened"),
    (error: unknown) => error as Fault,
  );
}

beforeAll(async () => {
  await tf.setBackend("cpu");
  await ready;
});

beforeEach(() => {
  folder = mkdtempSync(join(root, "case-"));
  write("database.h5", prototypes, [fontCount, 10, 28, 28], "whatever");
  writeSplit("train", 1);
  writeSplit("test", 2);
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe("the published files", () => {
  test("give their own images, codes, fonts and labels at any positions", async () => {
    const dataset = await open();
    expect([dataset.count("train"), dataset.count("test")]).toEqual([60, 30]);
    using examples = await dataset.examples("train", Int32Array.from([59, 3, 4, 5, 3]));
    expect([...examples.labels]).toEqual([9, 3, 4, 5, 3]);
    expect([...examples.factors!["font"]!]).toEqual([2, 0, 0, 0, 0]);
    const theta = thetaOf(60, 1);
    expect(examples.codes!.dataSync().slice(0, 6)).toEqual(theta.slice(354, 360));
    const stored = imagesOf(60);
    expect([...examples.images.dataSync()]).toEqual(
      [59, 3, 4, 5, 3].flatMap((row) => Array.from(stored.subarray(row * 784, (row + 1) * 784))),
    );
    const letters = tf.tidy(() => dataset.generator.prototypes(examples).dataSync());
    expect(letters.slice(0, 784)).toEqual(prototypes.slice(29 * 784, 30 * 784));
  });

  test("are rendered where there is no file of images", async () => {
    rmSync(join(folder, "train_images.h5"));
    rmSync(join(folder, "test_images.h5"));
    const dataset = await open();
    using examples = await dataset.examples("test", Int32Array.from([7, 20]));
    const expected = tf.tidy(() => affine(dataset.generator.prototypes(examples), examples.codes!).dataSync());
    expect([...examples.images.dataSync()]).toEqual([...expected]);
  });

  test("may hold flat prototypes, images with a channel and codes of 32 bits", async () => {
    const { fingerprint } = await open();
    write("database.h5", prototypes, [fontCount * 10, 28, 28]);
    write("train_codes.h5", Int32Array.from(codesOf(60)), [60, 3]);
    expect((await open()).fingerprint).toBe(fingerprint);
    write("test_images.h5", imagesOf(30), [30, 28, 28, 1]);
    using examples = await (await open()).examples("test", Int32Array.from([1]));
    expect(examples.images.dataSync()).toEqual(imagesOf(30).slice(784, 1568));
  });

  test("change the fingerprint when a code changes", async () => {
    const { fingerprint } = await open();
    write("test_theta.h5", thetaOf(30, 3), [30, 6]);
    expect((await open()).fingerprint).not.toBe(fingerprint);
  });

  test("change the fingerprint with the ranges that bound the manifold", async () => {
    write("train_theta.h5", gentle(60), [60, 6]);
    write("test_theta.h5", gentle(30), [30, 6]);
    expect((await open({ ranges: "easy" })).fingerprint).not.toBe((await open({ ranges: "hard" })).fingerprint);
  });

  test("lose the validation images off the end of the training split", async () => {
    expect((await open({ validation: 10 })).count("train")).toBe(50);
    expect(await faultOf({ validation: 10_000 })).toMatchObject({ code: "bad-option" });
  });
});

describe("bad published files", () => {
  test("that are truncated anywhere are named", async () => {
    for (const name of ["database.h5", "train_codes.h5", "test_theta.h5", "train_images.h5"]) {
      const path = join(folder, name);
      const whole = readFileSync(path);
      for (const length of [whole.length - 1, whole.length >> 1, 600, 0]) {
        truncateSync(path, length);
        const fault = await faultOf();
        expect(Fault.is(fault, "bad-data"), `${name} of ${length} bytes: ${fault.message}`).toBe(true);
        expect(fault.message).toContain(name);
        if (length >= 600) expect(fault.message).toContain("truncated file");
        writeFileSync(path, whole);
      }
    }
  });

  test("that are no HDF5 files, or hold no array or several, are named", async () => {
    writeFileSync(join(folder, "database.h5"), "not a database");
    expect(await faultOf()).toMatchObject({ code: "bad-data", message: expect.stringContaining("database.h5") as string });
    const file = new File(join(folder, "database.h5"), "w");
    file.close();
    expect((await faultOf()).message).toContain("0 arrays");
    const two = new File(join(folder, "database.h5"), "w");
    two.create_dataset({ name: "a", data: prototypes, shape: [fontCount, 10, 28, 28] });
    two.create_group("inner").create_dataset({ name: "b", data: prototypes, shape: [fontCount, 10, 28, 28] });
    two.close();
    expect((await faultOf()).message).toContain("2 arrays");
  });

  test("of the wrong shape are named", async () => {
    write("test_images.h5", imagesOf(20), [20, 28, 28]);
    expect(await faultOf()).toMatchObject({ code: "bad-data", message: expect.stringContaining("test_images.h5") as string });
    write("database.h5", prototypes.slice(0, 784), [28, 28]);
    expect(await faultOf()).toMatchObject({ code: "bad-data", message: expect.stringContaining("28 × 28") as string });
  });

  test("with codes that name no prototype are refused", async () => {
    for (const wrong of [
      [31, 3, 1],
      [10, 0, 10],
      [2, 0, 1],
    ]) {
      const codes = Int32Array.from(codesOf(60));
      codes.set(wrong, 3);
      write("train_codes.h5", codes, [60, 3]);
      expect(await faultOf()).toMatchObject({ code: "bad-data", value: wrong });
    }
  });

  test("with θ that is not finite or leaves the chosen ranges are refused", async () => {
    expect(await faultOf({ ranges: "easy" })).toMatchObject({ code: "contradiction" });
    const theta = thetaOf(30, 2);
    theta[100] = Number.NaN;
    write("test_theta.h5", theta, [30, 6]);
    expect(await faultOf()).toMatchObject({ code: "bad-data" });
  });

  test("with images out of [0, 1] are refused when these are read", async () => {
    const images = imagesOf(30);
    images[784] = 255;
    write("test_images.h5", images, [30, 28, 28]);
    const dataset = await open();
    await expect(dataset.examples("test", Int32Array.from([1]))).rejects.toMatchObject({ code: "bad-data", value: 255 });
  });

  test("that are missing, ambiguous or in no folder at all are named", async () => {
    rmSync(join(folder, "test_theta.h5"));
    expect((await faultOf()).message).toContain("*test*_theta.h5");
    write("easy_test_theta.h5", thetaOf(30, 2), [30, 6]);
    write("hard_test_theta.h5", thetaOf(30, 2), [30, 6]);
    expect(await faultOf()).toMatchObject({ code: "bad-data", message: expect.stringContaining("several") as string });
    expect(await faultOf({ folder: join(folder, "nowhere") })).toMatchObject({ code: "io" });
  });
});
