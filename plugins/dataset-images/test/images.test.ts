import { createWriteStream } from "node:fs";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { gzipSync } from "node:zlib";
import { encodeTensors } from "@disentangle/artifacts";
import type { Dataset, Split } from "@disentangle/core";
import { FileCache } from "@disentangle/files";
import { encodeIdx } from "@disentangle/images";
import * as tf from "@tensorflow/tfjs";
import { dump } from "npyjs";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ZipFile } from "yazl";
import { openImages, type ImagesOptions } from "../src/index.ts";
import { classFolder, picture } from "./own-folder.ts";

let folder: string;
let own: string;
beforeAll(async () => void (await tf.setBackend("cpu")));
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "disentangle-own-"));
  own = join(folder, "own");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (options: Partial<ImagesOptions> = {}): Promise<Dataset> =>
  openImages({ folder: own, ...options }, new FileCache({ folder: join(folder, "cache") }));

async function labels(dataset: Dataset, split: Split): Promise<number[]> {
  using examples = await dataset.examples(
    split,
    Int32Array.from({ length: dataset.count(split) }, (_, i) => i),
  );
  return [...examples.labels];
}

async function pixels(dataset: Dataset, split: Split, position: number): Promise<number[]> {
  using examples = await dataset.examples(split, Int32Array.of(position));
  return [...(await examples.images.data())];
}

async function fault(promise: Promise<unknown>): Promise<{ code: string; message: string }> {
  return promise.then(
    () => ({ code: "none", message: "" }),
    (reason: unknown) => reason as { code: string; message: string },
  );
}

describe("a folder per class", () => {
  beforeEach(async () => {
    await classFolder(join(own, "dog"), [30, 200, 30], 30);
    await classFolder(join(own, "cat"), [200, 30, 30], 20);
    await writeFile(join(own, "notes.txt"), "not a class");
    await mkdir(join(own, ".hidden"));
  });

  test("has its classes in the order of their names, a fifth of each held back, prefixes balanced", async () => {
    const dataset = await open();
    expect(dataset.classes).toEqual(["cat", "dog"]);
    expect(dataset.image).toEqual([12, 10, 3]);
    expect([dataset.count("train"), dataset.count("test")]).toEqual([40, 10]);
    expect((await labels(dataset, "test")).filter((label) => label === 0)).toHaveLength(4);
    const prefix = (await labels(dataset, "train")).slice(0, 10);
    expect(Math.abs(prefix.filter((label) => label === 0).length - 4)).toBeLessThanOrEqual(1);
  });

  test("shows each picture under its class: cats are red, dogs green", async () => {
    const dataset = await open();
    for (const split of ["train", "test"] as const) {
      for (const [position, label] of (await labels(dataset, split)).entries()) {
        const [red = 0, green = 0] = await pixels(dataset, split, position);
        expect(red > green).toBe(label === 0);
      }
    }
  });

  test("shows no picture in both splits", async () => {
    const dataset = await open();
    const seen = new Set<string>();
    for (const split of ["train", "test"] as const) {
      for (let position = 0; position < dataset.count(split); position++) seen.add((await pixels(dataset, split, position)).join());
    }
    expect(seen.size).toBe(50);
  });

  test("is split and ordered by the seed alone", async () => {
    expect((await open({ seed: 3 })).fingerprint).toBe((await open({ seed: 3 })).fingerprint);
    expect((await open({ seed: 4 })).fingerprint).not.toBe((await open({ seed: 3 })).fingerprint);
    expect(await pixels(await open({ seed: 4 }), "train", 0)).not.toEqual(await pixels(await open({ seed: 3 }), "train", 0));
  });

  test("is another dataset when a picture changes", async () => {
    const before = (await open()).fingerprint;
    await writeFile(join(own, "cat", "0.png"), await picture(99, [200, 30, 30]));
    expect((await open()).fingerprint).not.toBe(before);
  });

  test("is resized and made grey when asked", async () => {
    const dataset = await open({ size: "6x5", colours: "grey" });
    expect(dataset.image).toEqual([6, 5, 1]);
    expect(await pixels(dataset, "train", 0)).toHaveLength(30);
    expect((await open({ size: 8 })).image).toEqual([8, 8, 3]);
  });

  test.each([0, 3, 2000, 5.5, "0x5", "8x3", "8x1025", "8", "8x8x3", "big"])("is not resized to %s", async (size) => {
    expect(await fault(open({ size }))).toMatchObject({ code: "bad-option", message: expect.stringContaining("size") });
  });

  test("of grey pictures is grey, of one coloured among them coloured", async () => {
    await rm(own, { recursive: true });
    await classFolder(join(own, "a"), [10], 5);
    await classFolder(join(own, "b"), [90], 5);
    expect((await open()).image).toEqual([12, 10, 1]);
    await writeFile(join(own, "b", "9.png"), await picture(1, [1, 2, 3]));
    expect((await open()).image).toEqual([12, 10, 3]);
  });

  test("with train and test is split so", async () => {
    await cp(own, join(folder, "both", "train"), { recursive: true });
    await classFolder(join(folder, "both", "test", "cat"), [200, 30, 30], 3);
    await classFolder(join(folder, "both", "test", "dog"), [30, 200, 30], 4);
    const dataset = await open({ folder: join(folder, "both") });
    expect([dataset.count("train"), dataset.count("test")]).toEqual([50, 7]);
    expect((await labels(dataset, "test")).toSorted((a, b) => a - b)).toEqual([0, 0, 0, 1, 1, 1, 1]);
    await classFolder(join(folder, "both", "test", "cow"), [1, 1, 1], 3);
    expect(await fault(open({ folder: join(folder, "both") }))).toMatchObject({
      code: "bad-data",
      message: expect.stringContaining("cow"),
    });
  });

  test("is refused by name: mixed sizes, an empty class, a damaged picture, one class, nothing", async () => {
    await writeFile(join(own, "cat", "odd.png"), await picture(1, [1, 2, 3], 7, 7));
    expect((await fault(open())).message).toMatch(/different sizes: cat\/0.png is 12x10, cat\/odd.png 7x7 .*size=/);
    await writeFile(join(own, "cat", "odd.png"), "no picture");
    expect(await fault(open())).toMatchObject({ code: "bad-data", message: expect.stringContaining("cat/odd.png") });
    const good = await picture(1, [1, 2, 3]);
    await writeFile(join(own, "cat", "odd.png"), good.subarray(0, good.length - 40));
    const dataset = await open();
    const all = dataset.examples(
      "train",
      Int32Array.from({ length: dataset.count("train") }, (_, i) => i),
    );
    const test = dataset.examples(
      "test",
      Int32Array.from({ length: dataset.count("test") }, (_, i) => i),
    );
    const messages = [await fault(all), await fault(test)].map(({ message }) => message).join();
    expect(messages).toContain("cat/odd.png");
    await mkdir(join(own, "cow"));
    expect(await fault(open())).toMatchObject({ code: "bad-data", message: expect.stringContaining("no picture of cow") });
    await rm(join(own, "cow"), { recursive: true });
    await rm(join(own, "cat"), { recursive: true });
    expect(await fault(open())).toMatchObject({ code: "bad-data", message: expect.stringContaining("one folder of a class") });
    expect(await fault(open({ folder: join(folder, "none") }))).toMatchObject({ code: "io" });
    expect(await fault(open({ folder: join(own, "notes.txt") }))).toMatchObject({
      code: "bad-data",
      message: expect.stringContaining("is a file"),
    });
  });
});

const values = (count: number, size: number): Uint8Array => Uint8Array.from({ length: count * size }, (_, i) => (i * 37) % 256);
const classOf = (count: number): Uint8Array => Uint8Array.from({ length: count }, (_, i) => i % 3);

async function npz(arrays: Readonly<Record<string, ArrayBuffer>>): Promise<string> {
  const path = join(folder, "own.npz");
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(arrays)) zip.addBuffer(Buffer.from(content), `${name}.npy`);
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
  return path;
}

describe("arrays", () => {
  test("of an .npz file, bytes or numbers from 0 to 1", async () => {
    const bytes = values(30, 4 * 5 * 3);
    const labels = BigInt64Array.from(classOf(30), BigInt);
    const file = await npz({ images: dump(bytes, [30, 4, 5, 3]), labels: dump(labels, [30]) });
    const dataset = await open({ folder: file });
    expect(dataset.image).toEqual([4, 5, 3]);
    expect(dataset.classes).toEqual(["0", "1", "2"]);
    expect([dataset.count("train"), dataset.count("test")]).toEqual([24, 6]);
    const images = new Set(
      Array.from({ length: 30 }, (_, i) => Array.from(bytes.subarray(i * 60, i * 60 + 60), (value) => Math.fround(value / 255)).join()),
    );
    expect(images.has((await pixels(dataset, "train", 5)).join())).toBe(true);
    const floats = Float32Array.from(bytes, (value) => value / 255);
    const same = await open({ folder: await npz({ images: dump(floats, [30, 4, 5, 3]), labels: dump(labels, [30]) }) });
    expect(same.fingerprint).toBe(dataset.fingerprint);
  });

  test("of an .npz file with splits, without channels, resized", async () => {
    const file = await npz({
      train_images: dump(values(12, 20), [12, 4, 5]),
      train_labels: dump(Int32Array.from(classOf(12)), [12]),
      test_images: dump(values(6, 20), [6, 4, 5]),
      test_labels: dump(Int32Array.from(classOf(6)), [6]),
    });
    const dataset = await open({ folder: file, size: 8, colours: "colour" });
    expect([dataset.count("train"), dataset.count("test"), ...dataset.image]).toEqual([12, 6, 8, 8, 3]);
    const image = await pixels(dataset, "test", 0);
    for (let i = 0; i < image.length; i += 3) expect([image[i + 1], image[i + 2]]).toEqual([image[i], image[i]]);
  });

  test("of a .safetensors file", async () => {
    const path = join(folder, "own.safetensors");
    const tensors = {
      images: { dtype: "U8" as const, shape: [9, 2, 2], data: values(9, 4) },
      labels: { dtype: "I64" as const, shape: [9], data: BigInt64Array.from(classOf(9), BigInt) },
    };
    await writeFile(path, encodeTensors(tensors));
    const dataset = await open({ folder: path, test: 0.3 });
    expect([dataset.count("train"), dataset.count("test")]).toEqual([6, 3]);
    await writeFile(path, encodeTensors(tensors).subarray(0, 100));
    expect(await fault(open({ folder: path }))).toMatchObject({ code: "bad-data" });
  });

  test.each([
    ["images missing", { labels: dump(Int32Array.of(0, 1), [2]) }, "are needed"],
    ["counts that disagree", { images: dump(values(2, 4), [2, 2, 2]), labels: dump(Int32Array.of(0, 1, 1), [3]) }, "labels are 3 where 2"],
    ["channels first", { images: dump(values(2, 12), [2, 3, 2, 2]), labels: dump(Int32Array.of(0, 1), [2]) }, "2 × 3 × 2 × 2"],
    [
      "numbers over 1",
      { images: dump(Float32Array.of(0, 1, 2, 0), [2, 2, 1]), labels: dump(Int32Array.of(0, 1), [2]) },
      "hold 2 where numbers from 0 to 1, or bytes, are needed. Save them as whole numbers",
    ],
    ["not a number", { images: dump(Float32Array.of(0, NaN, 0, 0), [2, 2, 1]), labels: dump(Int32Array.of(0, 1), [2]) }, "hold NaN"],
    ["a negative label", { images: dump(values(2, 4), [2, 2, 2]), labels: dump(Int32Array.of(0, -1), [2]) }, "is -1"],
    ["a label that is no whole number", { images: dump(values(2, 4), [2, 2, 2]), labels: dump(Float32Array.of(0, 0.5), [2]) }, "is 0.5"],
    ["a class without images", { images: dump(values(4, 4), [4, 2, 2]), labels: dump(Int32Array.of(0, 2, 0, 2), [4]) }, "no image of 1"],
    [
      "a class of one image",
      { images: dump(values(3, 4), [3, 2, 2]), labels: dump(Int32Array.of(0, 1, 1), [3]) },
      "Class 0 has 1 image, too few",
    ],
    [
      "fewer numbers than their shape calls for",
      { images: dump(values(3, 4), [4, 2, 2]), labels: dump(Int32Array.of(0, 1, 0, 1), [4]) },
      "calls for 16",
    ],
    [
      "fewer labels than their shape calls for",
      { images: dump(values(4, 4), [4, 2, 2]), labels: dump(Int32Array.of(0, 1), [4]) },
      "calls for 4",
    ],
    ["words", { images: new TextEncoder().encode("no array").buffer, labels: dump(Int32Array.of(0, 1), [2]) }, "cannot be read"],
  ])("are refused with %s", async (_, arrays, words) => {
    expect(await fault(open({ folder: await npz(arrays) }))).toMatchObject({ code: "bad-data", message: expect.stringContaining(words) });
  });
});

describe("IDX files", () => {
  test("of one split or two, gzipped or not", async () => {
    await mkdir(own);
    await writeFile(join(own, "images-idx3-ubyte.gz"), gzipSync(encodeIdx({ dimensions: [15, 4, 5], values: values(15, 20) })));
    await writeFile(join(own, "labels-idx1-ubyte"), encodeIdx({ dimensions: [15], values: classOf(15) }));
    const dataset = await open();
    expect([dataset.count("train"), dataset.count("test"), ...dataset.image]).toEqual([12, 3, 4, 5, 1]);
    await rm(own, { recursive: true });
    await mkdir(own);
    for (const [split, count] of [["train", 9] as const, ["t10k", 6] as const]) {
      await writeFile(join(own, `${split}-images-idx3-ubyte`), encodeIdx({ dimensions: [count, 4, 5], values: values(count, 20) }));
      await writeFile(join(own, `${split}-labels-idx1-ubyte`), encodeIdx({ dimensions: [count], values: classOf(count) }));
    }
    const both = await open();
    expect([both.count("train"), both.count("test")]).toEqual([9, 6]);
    await rm(join(own, "t10k-labels-idx1-ubyte"));
    expect(await fault(open())).toMatchObject({ code: "bad-data", message: expect.stringContaining("t10k-labels-idx1-ubyte") });
  });
});
