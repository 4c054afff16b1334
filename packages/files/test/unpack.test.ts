import { createWriteStream } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { ZipFile } from "yazl";
import { openSource, readUnpacked, unpack, ZipArchive } from "../src/index.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const text = Buffer.from("the quick brown fox ".repeat(50));

async function zip(path: string, files: Readonly<Record<string, Buffer>>): Promise<void> {
  const archive = new ZipFile();
  for (const [name, content] of Object.entries(files)) archive.addBuffer(content, name);
  archive.end();
  await pipeline(archive.outputStream, createWriteStream(path));
}

describe("unpack", () => {
  test("reads gzip, brotli and what is not compressed", async () => {
    for (const [name, bytes] of Object.entries({ "a.gz": gzipSync(text), "a.br": brotliCompressSync(text), a: text, "b.gz": text })) {
      expect(Buffer.from(await unpack(name, bytes, 10_000))).toEqual(text);
    }
  });

  test.each([
    ["truncated.gz", gzipSync(text).subarray(0, 30), "cannot be unpacked"],
    ["truncated.br", brotliCompressSync(text).subarray(0, 10), "cannot be unpacked"],
    ["bomb.gz", gzipSync(Buffer.alloc(50_000_000)), "more than 10000 bytes"],
    ["long", Buffer.alloc(20_000), "more than the 10000"],
  ])("refuses %s", async (name, bytes, words) => {
    await expect(unpack(name, bytes, 10_000)).rejects.toMatchObject({ code: "bad-data", message: expect.stringContaining(words) });
  });
});

describe("a zip archive", () => {
  test("lists its files and gives their content", async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, "a.zip");
    await zip(path, { "gzip/fox.txt": text, "two.bin": Buffer.from([1, 2]) });
    using archive = await ZipArchive.open(path);
    expect(archive.entries().map(({ name, bytes }) => [name, bytes])).toEqual([
      ["gzip/fox.txt", text.length],
      ["two.bin", 2],
    ]);
    expect(Buffer.from(await archive.read("gzip/fox.txt", 10_000))).toEqual(text);
    await expect(archive.read("gzip/fox.txt", 999)).rejects.toMatchObject({
      code: "bad-data",
      message: expect.stringContaining("1000 bytes"),
    });
    await expect(archive.read("none", 999)).rejects.toMatchObject({ code: "bad-data" });
  });

  test("is refused with names that leave its folder", async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, "a.zip");
    await zip(path, { "aa/evil.txt": text });
    const bytes = await readFile(path);
    await writeFile(path, Buffer.from(bytes.toString("latin1").replaceAll("aa/evil.txt", "../evil.txt"), "latin1"));
    await expect(ZipArchive.open(path)).rejects.toMatchObject({ code: "bad-data", message: expect.stringContaining("../evil.txt") });
  });

  test("that lies about the size of a file, as a bomb may, gives at most that size", async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, "a.zip");
    await zip(path, { "bomb.bin": Buffer.alloc(30_000_000) });
    const bytes = await readFile(path);
    // The directory at the end names it last, its size 22 bytes before its name.
    bytes.writeUInt32LE(100, bytes.lastIndexOf("bomb.bin") - 22);
    await writeFile(path, bytes);
    using archive = await ZipArchive.open(path);
    await expect(archive.read("bomb.bin", 1000)).rejects.toMatchObject({
      code: "bad-data",
      message: expect.stringContaining("cannot be unpacked"),
    });
  });

  test("is refused when a byte of it changed, when it is cut short, and when it is none", async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, "a.zip");
    const archive = new ZipFile();
    archive.addBuffer(text, "fox.txt", { compress: false });
    archive.end();
    await pipeline(archive.outputStream, createWriteStream(path));
    const bytes = await readFile(path);
    const changed = Buffer.from(bytes);
    changed[100] = (changed[100] as number) ^ 1;
    await writeFile(path, changed);
    using opened = await ZipArchive.open(path);
    await expect(opened.read("fox.txt", 10_000)).rejects.toMatchObject({ code: "bad-data", message: expect.stringContaining("checksum") });
    for (const broken of [bytes.subarray(0, 500), Buffer.from("no archive at all, only words")]) {
      await writeFile(path, broken);
      await expect(ZipArchive.open(path)).rejects.toMatchObject({ code: "bad-data" });
    }
  });
});

describe("a source", () => {
  test("gives a file from a folder or an archive, compressed or not", async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "one.gz"), gzipSync(text));
    await writeFile(join(folder.path, "two"), text);
    await zip(join(folder.path, "all.zip"), { "inner/three.gz": gzipSync(text) });
    using loose = await openSource(folder.path);
    using packed = await openSource(join(folder.path, "all.zip"));
    expect(Buffer.from((await readUnpacked(loose, "one", 10_000)) ?? [])).toEqual(text);
    expect(Buffer.from((await readUnpacked(loose, "two", 10_000)) ?? [])).toEqual(text);
    expect(Buffer.from((await readUnpacked(packed, "three", 10_000)) ?? [])).toEqual(text);
    expect(await readUnpacked(loose, "four", 10_000)).toBeUndefined();
  });

  test("is refused where it is another file, or nothing", async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "file.txt"), text);
    await expect(openSource(join(folder.path, "file.txt"))).rejects.toMatchObject({ code: "bad-data" });
    await expect(openSource(join(folder.path, "nothing"))).rejects.toMatchObject({
      code: "io",
      message: expect.stringContaining("ENOENT"),
    });
  });
});
