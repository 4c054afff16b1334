import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { FileCache } from "@disentangle/files";
import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { fashionFiles, openFashion } from "../src/index.ts";
import { debianFolder, isInDebian, sampleFolder } from "../src/open-fashion.ts";

let folder: string;
beforeAll(async () => void (await tf.setBackend("cpu")));
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "disentangle-fashion-"))));
afterEach(() => rm(folder, { recursive: true, force: true }));

const emptyCache = (): FileCache => new FileCache({ folder, offline: true });

describe("the sample", () => {
  test("has 5,800 and 2,000 images, every ten of them one of each class, and says how to get the rest", async () => {
    const dataset = await openFashion({ files: "sample" });
    expect([dataset.count("train"), dataset.count("test")]).toEqual([5800, 2000]);
    for (const split of ["train", "test"] as const) {
      using examples = await dataset.examples(
        split,
        Int32Array.from({ length: dataset.count(split) }, (_, i) => i),
      );
      for (let start = 0; start < dataset.count(split); start += 10) {
        expect(new Set(examples.labels.subarray(start, start + 10)).size).toBe(10);
      }
    }
    expect(dataset.sample).toContain("disentangle fetch fashion-mnist");
  });

  test("takes less than 3 MB", async () => {
    const { splits } = { splits: ["train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"] };
    const sizes = await Promise.all(splits.map(async (name) => (await readFile(join(sampleFolder, `${name}-ubyte.br`))).length));
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(3_000_000);
  });

  test.skipIf(!isInDebian())("holds images of the official files under their labels", async () => {
    const known = new Map<string, number>();
    for (const split of ["train", "t10k"]) {
      const read = async (name: string): Promise<Buffer> => gunzipSync(await readFile(join(debianFolder, `${split}-${name}-ubyte.gz`)));
      const [images, labels] = [await read("images-idx3"), await read("labels-idx1")];
      for (let i = 0; i < labels.length - 8; i++) {
        known.set(
          createHash("md5")
            .update(images.subarray(16 + 784 * i, 16 + 784 * (i + 1)))
            .digest("hex"),
          labels[8 + i] as number,
        );
      }
    }
    const dataset = await openFashion({ files: "sample" });
    for (const split of ["train", "test"] as const) {
      using examples = await dataset.examples(
        split,
        Int32Array.from({ length: dataset.count(split) }, (_, i) => i),
      );
      const pixels = await examples.images.data();
      for (const [row, label] of examples.labels.entries()) {
        const bytes = Uint8Array.from(pixels.subarray(784 * row, 784 * (row + 1)), (value) => Math.round(255 * value));
        expect(known.get(createHash("md5").update(bytes).digest("hex"))).toBe(label);
      }
    }
  });

  test("is what there is where neither cache nor Debian has the files", async () => {
    const dataset = await openFashion({}, emptyCache());
    expect(dataset.count("train")).toBe(isInDebian() ? 60_000 : 5800);
  });
});

describe("the official files", () => {
  test("have the sums that their publisher gives", () => {
    // Sizes as the publisher's server says; names as its repository lists them.
    expect(fashionFiles.files.map(({ name, bytes }) => [name, bytes])).toEqual([
      ["train-images-idx3-ubyte.gz", 26_421_880],
      ["train-labels-idx1-ubyte.gz", 29_515],
      ["t10k-images-idx3-ubyte.gz", 4_422_102],
      ["t10k-labels-idx1-ubyte.gz", 5148],
    ]);
  });

  test.skipIf(!isInDebian())("are what Debian's package holds but for the head: MD5 as published, SHA-256 as written here", async () => {
    const published = {
      "train-images-idx3-ubyte": ["8d4fb7e6c68d591d4c3dfef9ec88bf0d", 1_504_176_606],
      "train-labels-idx1-ubyte": ["25c81989df183df01b3e8a0aad5dffbe", 1_504_176_606],
      "t10k-images-idx3-ubyte": ["bef4ecab320f06d8554ea6380940ec79", 1_504_176_627],
      "t10k-labels-idx1-ubyte": ["bb300cfdad3c16e7a12a480ee83cd310", 1_504_176_627],
    } as const;
    const cache = emptyCache();
    for (const [name, [md5, time]] of Object.entries(published)) {
      const debian = await readFile(join(debianFolder, `${name}.gz`));
      // RFC 1952: magic, deflate, "has a name", time, no extra flags, Unix; then the name.
      const head = Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3]);
      head.writeUInt32LE(time, 4);
      const official = Buffer.concat([head, Buffer.from(`${name}\0`), debian.subarray(10)]);
      expect(createHash("md5").update(official).digest("hex")).toBe(md5);
      const { bytes, hash } = fashionFiles.files.find((file) => file.name === `${name}.gz`) as (typeof fashionFiles.files)[number];
      expect(official.length).toBe(bytes);
      expect(`sha256-${createHash("sha256").update(official).digest("base64")}`).toBe(hash);
      await mkdir(cache.folderOf("fashion-mnist"), { recursive: true });
      await writeFile(cache.pathOf("fashion-mnist", { name: `${name}.gz` }), official);
    }
    const dataset = await openFashion({ files: "official" }, cache);
    expect([dataset.count("train"), dataset.count("test"), dataset.sample]).toEqual([60_000, 10_000, undefined]);
    // Labels of the first images, as everyone who looked at the set knows them.
    using examples = await dataset.examples("train", Int32Array.of(0, 1, 2, 3, 4));
    expect([...examples.labels]).toEqual([9, 0, 0, 3, 0]);
  });

  test("damaged ones in the cache are named, never passed over", async () => {
    const cache = emptyCache();
    await cp(sampleFolder, cache.folderOf("fashion-mnist"), { recursive: true });
    await writeFile(cache.pathOf("fashion-mnist", { name: "t10k-labels-idx1-ubyte.gz" }), new Uint8Array(5148));
    await expect(openFashion({}, cache)).rejects.toMatchObject({ code: "unavailable", message: expect.stringContaining("damaged") });
  });

  test("in a folder of one's own may be unpacked; wrong ones are named", async () => {
    const { readUnpacked, openSource } = await import("@disentangle/files");
    using source = await openSource(sampleFolder);
    for (const name of ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"]) {
      await writeFile(join(folder, name), (await readUnpacked(source, name, 1e8)) as Uint8Array);
    }
    expect((await openFashion({ folder })).fingerprint).toBe((await openFashion({ files: "sample" })).fingerprint);
    await rm(join(folder, "train-labels-idx1-ubyte"));
    await expect(openFashion({ folder })).rejects.toMatchObject({ code: "bad-data", message: expect.stringContaining("train-labels") });
    await expect(openFashion({ folder: join(folder, "none") })).rejects.toMatchObject({ code: "io" });
    await expect(openFashion({ folder, files: "sample" })).rejects.toMatchObject({ code: "contradiction" });
  });
});
