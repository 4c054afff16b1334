import { createWriteStream } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { gzipSync } from "node:zlib";
import type { Dataset } from "@disentangle/core";
import { FileCache } from "@disentangle/files";
import { encodeIdx } from "@disentangle/images";
import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ZipFile } from "yazl";
import { groups, type EmnistGroup } from "../src/groups.ts";
import { emnistFiles, openEmnist } from "../src/index.ts";
import { openArchive, sampleFolder } from "../src/open-emnist.ts";

let folder: string;
beforeAll(async () => void (await tf.setBackend("cpu")));
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "disentangle-emnist-"))));
afterEach(() => rm(folder, { recursive: true, force: true }));

/**
 * Files of a group as NIST makes them: transposed, gzipped, labels from the first on, one image of each class
 * and a mapping.
 */
function official(group: EmnistGroup): Record<string, Buffer> {
  const { classes, firstLabel } = groups[group];
  const count = classes.length;
  // Image k has one bright pixel, upright at row 2, column 20; transposed it is at row 20, column 2.
  const pixels = new Uint8Array(count * 784);
  for (let k = 0; k < count; k++) pixels[k * 784 + 20 * 28 + 2] = 100 + k;
  const images = gzipSync(encodeIdx({ dimensions: [count, 28, 28], values: pixels }));
  const labels = gzipSync(encodeIdx({ dimensions: [count], values: Uint8Array.from(classes, (_, k) => k + firstLabel) }));
  const mapping = classes.map((name, k) => `${k + firstLabel} ${name.charCodeAt(0)}`).join("\n");
  return {
    [`emnist-${group}-train-images-idx3-ubyte.gz`]: images,
    [`emnist-${group}-train-labels-idx1-ubyte.gz`]: labels,
    [`emnist-${group}-test-images-idx3-ubyte.gz`]: images,
    [`emnist-${group}-test-labels-idx1-ubyte.gz`]: labels,
    [`emnist-${group}-mapping.txt`]: Buffer.from(`${mapping}\n`),
  };
}

async function archive(files: Readonly<Record<string, Buffer>>): Promise<string> {
  const path = join(folder, "gzip.zip");
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) zip.addBuffer(content, `gzip/${name}`);
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
  return path;
}

async function firstPixels(dataset: Dataset): Promise<{ at: (row: number, column: number) => number; labels: number[] }> {
  using examples = await dataset.examples(
    "train",
    Int32Array.from({ length: dataset.classes.length }, (_, i) => i),
  );
  const pixels = await examples.images.data();
  return { at: (row, column) => pixels[row * 28 + column] as number, labels: [...examples.labels] };
}

describe("the official archive", () => {
  test.each(["digits", "letters", "balanced", "mnist"] as const)("of %s is turned upright, its labels count from 0", async (group) => {
    const dataset = await openEmnist({ group, folder: await archive(official(group)) });
    expect(dataset.classes).toEqual(groups[group].classes);
    const { at, labels } = await firstPixels(dataset);
    expect(labels).toEqual([...dataset.classes.keys()]);
    expect([at(2, 20), at(20, 2)]).toEqual([Math.fround(100 / 255), 0]);
  });

  test("in files of a folder, gzipped or not, is the same dataset, and another one where it is said to be upright", async () => {
    const packed = await openEmnist({ group: "mnist", folder: await archive(official("mnist")) });
    for (const [name, content] of Object.entries(official("mnist"))) await writeFile(join(folder, name), content);
    const loose = await openEmnist({ group: "mnist", folder });
    expect(loose.fingerprint).toBe(packed.fingerprint);
    const upright = await openEmnist({ group: "mnist", folder, orientation: "upright" });
    expect(upright.fingerprint).not.toBe(packed.fingerprint);
    expect((await firstPixels(upright)).at(20, 2)).toBeGreaterThan(0);
  });

  test("with fewer images than are official is refused where it counts as the official one", async () => {
    await expect(openArchive(await archive(official("digits")), "digits")).rejects.toMatchObject({
      code: "bad-data",
      message: expect.stringContaining("10 images where 240000 are official"),
    });
  });

  test("whose mapping names other characters is refused", async () => {
    const files = { ...official("letters"), "emnist-letters-mapping.txt": Buffer.from("1 66\n") };
    await expect(openEmnist({ group: "letters", folder: await archive(files) })).rejects.toMatchObject({
      code: "bad-data",
      message: expect.stringContaining("mapping.txt"),
    });
  });

  test.each([
    [
      "lacks a file",
      (files: Record<string, Buffer>) => void delete files["emnist-mnist-test-labels-idx1-ubyte.gz"],
      "holds no emnist-mnist-test-labels",
    ],
    [
      "has a truncated file",
      (files: Record<string, Buffer>) =>
        void (files["emnist-mnist-test-images-idx3-ubyte.gz"] = files["emnist-mnist-test-images-idx3-ubyte.gz"]!.subarray(0, 40)),
      "cannot be unpacked",
    ],
    [
      "has labels out of range",
      (files: Record<string, Buffer>) =>
        void (files["emnist-mnist-test-labels-idx1-ubyte.gz"] = gzipSync(
          encodeIdx({ dimensions: [10], values: new Uint8Array(10).fill(10) }),
        )),
      "Label 10 of image 0",
    ],
    [
      "has a class without images",
      (files: Record<string, Buffer>) =>
        void (files["emnist-mnist-test-labels-idx1-ubyte.gz"] = gzipSync(
          encodeIdx({ dimensions: [10], values: new Uint8Array(10).fill(1) }),
        )),
      "no image of 0",
    ],
    [
      "has counts that disagree",
      (files: Record<string, Buffer>) =>
        void (files["emnist-mnist-test-labels-idx1-ubyte.gz"] = gzipSync(encodeIdx({ dimensions: [9], values: new Uint8Array(9) }))),
      "9 labels where",
    ],
  ])("that %s is refused", async (_, spoil, words) => {
    const files = official("mnist");
    spoil(files);
    await expect(openEmnist({ group: "mnist", folder: await archive(files) })).rejects.toMatchObject({
      code: "bad-data",
      message: expect.stringContaining(words),
    });
  });

  test("has the published size and hash", () => {
    const [file] = emnistFiles.files;
    expect(file?.bytes).toBe(561_753_746);
    const hex = Buffer.from((file?.hash ?? "").replace("sha256-", ""), "base64").toString("hex");
    expect(hex).toBe("fb9bb67e33772a9cc0b895e4ecf36d2cf35be8b709693c3564cea2a019fcda8e");
  });
});

describe("the sample", () => {
  test("has 6,000 and 2,000 digits, every ten of them one of each, and says how to get the rest", async () => {
    const dataset = await openEmnist({ files: "sample" });
    expect([dataset.count("train"), dataset.count("test")]).toEqual([6000, 2000]);
    for (const split of ["train", "test"] as const) {
      using examples = await dataset.examples(
        split,
        Int32Array.from({ length: dataset.count(split) }, (_, i) => i),
      );
      for (let start = 0; start < dataset.count(split); start += 10) {
        expect(new Set(examples.labels.subarray(start, start + 10)).size).toBe(10);
      }
    }
    expect(dataset.sample).toContain("disentangle fetch emnist");
  });

  test("is what there is where the cache is empty; other groups are missing, with size, source, licence and command", async () => {
    const cache = new FileCache({ folder, offline: true });
    expect((await openEmnist({}, cache)).sample).toBeDefined();
    for (const options of [{ group: "letters" }, { files: "official" }] as const) {
      const fault = await openEmnist(options, cache).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(fault).toMatchObject({ code: "unavailable" });
      for (const part of ["562 MB", "NIST", "US government", "disentangle fetch emnist"]) expect((fault as Error).message).toContain(part);
    }
  });

  test("that was changed is refused", async () => {
    const { readSample } = await import("@disentangle/images/idx-files");
    const { layoutOf } = await import("../src/groups.ts");
    const { cp } = await import("node:fs/promises");
    await cp(sampleFolder, folder, { recursive: true });
    const card = JSON.parse(await readFile(join(folder, "sample.json"), "utf8")) as Record<string, unknown>;
    await writeFile(join(folder, "sample.json"), JSON.stringify({ ...card, hash: "0" }));
    await expect(readSample(folder, layoutOf("digits"), "it")).rejects.toMatchObject({ code: "bad-data" });
  });
});

describe("options", () => {
  test.each([
    { folder: "x", files: "sample" as const },
    { orientation: "upright" as const },
    { files: "sample" as const, group: "letters" as const },
  ])("%o contradict each other", async (options) => {
    await expect(openEmnist(options)).rejects.toMatchObject({ code: "contradiction" });
  });
});
