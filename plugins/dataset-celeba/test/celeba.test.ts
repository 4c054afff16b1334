import { createWriteStream } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Dataset } from "@disentangle/core";
import { FileCache } from "@disentangle/files";
import { decodePicture } from "@disentangle/images/pictures";
import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ZipFile } from "yazl";
import { openCeleba } from "../src/index.ts";
import { attributeList, celebaFolder, nameOf, photograph } from "./celeba-folder.ts";

let folder: string;
let cache: FileCache;
const count = 40;
beforeAll(async () => void (await tf.setBackend("cpu")));
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "disentangle-celeba-"));
  cache = new FileCache({ folder: join(folder, "cache"), offline: true });
  await celebaFolder(folder, count);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (options: Parameters<typeof openCeleba>[0] = {}): Promise<Dataset> => openCeleba({ folder, ...options }, cache);

async function labels(dataset: Dataset, split: "train" | "test"): Promise<number[]> {
  using examples = await dataset.examples(
    split,
    Int32Array.from({ length: dataset.count(split) }, (_, i) => i),
  );
  return [...examples.labels];
}

async function pixels(dataset: Dataset, position: number): Promise<Float32Array> {
  using examples = await dataset.examples("train", Int32Array.of(position));
  return (await examples.images.data()) as Float32Array;
}

describe("CelebA", () => {
  test("is split into the first 90 % and the rest, its class the attribute Male", async () => {
    const dataset = await open();
    expect(dataset.classes).toEqual(["not Male", "Male"]);
    // Male is the attribute of column 20.
    const wanted = Array.from({ length: count }, (_, i) => ((i + 20) % 3 === 0 ? 1 : 0));
    expect(await labels(dataset, "train")).toEqual(wanted.slice(0, 36));
    expect(await labels(dataset, "test")).toEqual(wanted.slice(36));
  });

  test("has any attribute as its class, and the official split where asked: partitions 0 and 1 against 2", async () => {
    const dataset = await open({ attribute: "5_o_Clock_Shadow", split: "official" });
    const wanted = Array.from({ length: count }, (_, i) => (i % 3 === 0 ? 1 : 0));
    expect(await labels(dataset, "train")).toEqual(wanted.slice(0, 28));
    expect(await labels(dataset, "test")).toEqual(wanted.slice(28));
    expect(dataset.fingerprint).not.toBe((await open()).fingerprint);
  });

  test("reads the archive as it reads the folder", async () => {
    const loose = await pixels(await open(), 3);
    const zip = new ZipFile();
    for (let i = 0; i < count; i++) zip.addFile(join(folder, "img_align_celeba", nameOf(i)), `img_align_celeba/${nameOf(i)}`);
    zip.end();
    await pipeline(zip.outputStream, createWriteStream(join(folder, "img_align_celeba.zip")));
    await rm(join(folder, "img_align_celeba"), { recursive: true });
    expect(await pixels(await open(), 3)).toEqual(loose);
  });

  test("keeps decoded photographs in one file of the cache", async () => {
    const before = await pixels(await open(), 5);
    const [kept = "none", ...more] = await readdir(cache.folderOf("celeba"));
    expect(more).toEqual([]);
    expect((await readFile(join(cache.folderOf("celeba"), kept))).length).toBeGreaterThan(count * 56 * 48 * 3 * 2);
    // Its size is part of what tells photographs apart; the kept one is used although this one is another
    // now.
    const path = join(folder, "img_align_celeba", nameOf(5));
    const { length } = await readFile(path);
    await writeFile(path, Buffer.alloc(length));
    expect(await pixels(await open(), 5)).toEqual(before);
  });

  test("reads other rows of a list in another order, also while both are open", async () => {
    const first = await open();
    const [one, two] = [await pixels(first, 0), await pixels(first, count - 5)];
    const [head = "", names = "", ...rows] = attributeList(count);
    // The photograph of position 0 changes places with that of position 35, both of the training part.
    const swapped = rows.with(0, rows[count - 5] as string).with(count - 5, rows[0] as string);
    await writeFile(join(folder, "list_attr_celeba.txt"), [head, names, ...swapped].join("\n"));
    expect(await pixels(await open(), 0)).toEqual(two);
    expect(await pixels(first, 0)).toEqual(one);
  });

  test("takes a grey photograph for a coloured one of equal channels", async () => {
    await writeFile(join(folder, "img_align_celeba", nameOf(2)), await photograph(2, 178, 218, true));
    const grey = await pixels(await open(), 2);
    for (let i = 0; i < grey.length; i += 3) expect([grey[i + 1], grey[i + 2]]).toEqual([grey[i], grey[i]]);
  });

  test("cuts a photograph of another size in the same way", async () => {
    await writeFile(join(folder, "img_align_celeba", nameOf(2)), await photograph(2, 179, 221));
    const image = await pixels(await open(), 2);
    expect(image.every((value) => value >= 0 && value <= 1)).toBe(true);
    const { pixels: whole } = await decodePicture("a", await photograph(2, 179, 221), 3);
    // Row 5, column 3 of the resized photograph, 66 × 54, comes from here, between four pixels.
    const [row, column] = [(221 / 66) * 5.5 - 0.5, (179 / 54) * 3.5 - 0.5];
    const at = (i: number, j: number): number => (whole[(i * 179 + j) * 3] as number) / 255;
    const [i, j] = [Math.floor(row), Math.floor(column)];
    const [down, right] = [row - i, column - j];
    const wanted =
      (1 - down) * ((1 - right) * at(i, j) + right * at(i, j + 1)) + down * ((1 - right) * at(i + 1, j) + right * at(i + 1, j + 1));
    expect(Math.abs((image[0] as number) - wanted)).toBeLessThan(1e-5);
  });
});

describe("wrong files of CelebA", () => {
  test("are named: a truncated photograph, when it is asked for", async () => {
    const path = join(folder, "img_align_celeba", nameOf(7));
    await writeFile(path, (await readFile(path)).subarray(0, 2000));
    const dataset = await open();
    await expect(pixels(dataset, 7)).rejects.toMatchObject({ code: "bad-data", message: expect.stringContaining(nameOf(7)) });
    expect(await pixels(dataset, 8)).toHaveLength(56 * 48 * 3);
  });

  test("a photograph too broad to be cut", async () => {
    await writeFile(join(folder, "img_align_celeba", nameOf(7)), await photograph(7, 218, 178));
    await expect(pixels(await open(), 7)).rejects.toMatchObject({ code: "bad-data", message: expect.stringContaining("218 × 178") });
  });

  test("a photograph that is missing, or not listed", async () => {
    await rm(join(folder, "img_align_celeba", nameOf(7)));
    await expect(open()).rejects.toMatchObject({ code: "bad-data", message: expect.stringContaining(nameOf(7)) });
    await celebaFolder(folder, count);
    await writeFile(join(folder, "img_align_celeba", nameOf(count)), await photograph(1));
    await expect(open()).rejects.toMatchObject({ code: "bad-data", message: expect.stringContaining(nameOf(count)) });
  });

  test.each([
    ["a missing row", (lines: string[]) => lines.toSpliced(10, 1), "lists 39 images where it says 40"],
    ["a short row", (lines: string[]) => lines.with(10, `${nameOf(8)} 1 -1`), "line 11"],
    ["another number", (lines: string[]) => lines.with(10, (lines[10] as string).replaceAll("-1", "0")), "line 11"],
    ["a path for a name", (lines: string[]) => lines.with(10, (lines[10] as string).replace(nameOf(8), "../../etc/passwd")), "line 11"],
    ["no head", (lines: string[]) => lines.slice(2), "does not begin"],
  ])("an attribute list with %s", async (_, spoil, words) => {
    await writeFile(join(folder, "list_attr_celeba.txt"), spoil(attributeList(count)).join("\n"));
    await expect(open()).rejects.toMatchObject({ code: "bad-data", message: expect.stringContaining(words) });
  });

  test("no list, no photographs, no folder", async () => {
    await rm(join(folder, "img_align_celeba"), { recursive: true });
    await expect(open()).rejects.toMatchObject({ code: "bad-data", message: expect.stringContaining("no JPEGs") });
    await rm(join(folder, "list_attr_celeba.txt"));
    await expect(open()).rejects.toMatchObject({ code: "bad-data", message: expect.stringContaining("list_attr_celeba.txt") });
    await expect(open({ folder: join(folder, "none") })).rejects.toMatchObject({ code: "io" });
    await expect(openCeleba({}, cache)).rejects.toMatchObject({ code: "unavailable", message: expect.stringContaining("mmlab") });
  });
});
