import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { Fault } from "@disentangle/core";
import * as fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { closestLetters } from "../builder/closest-letters.ts";
import { relativeL1 } from "../builder/distance.ts";
import { loadPrototypes, readFixture, type PrototypeFiles } from "../src/index.ts";

interface IndexEntry {
  readonly family: string;
  readonly licence: string;
  readonly package: string;
  readonly pixelHash: string;
  readonly fileHash: string;
}

const data = new URL("../data/", import.meta.url);
const index = JSON.parse(readFileSync(new URL("prototypes.json", data), "utf8")) as { pixelHash: string; faces: IndexEntry[] };
const raw = gunzipSync(readFileSync(new URL("prototypes.idx.gz", data)));
const pixels = new Uint8Array(raw.subarray(20));
const faces = index.faces.map((entry, face) => ({ entry, pixels: pixels.subarray(face * 7840, (face + 1) * 7840) }));

function hash(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Ink in blocks of 7×7 pixels, 16 a letter. */
function blockSums(face: Uint8Array): Float64Array {
  const sums = new Float64Array(160);
  for (const [position, value] of face.entries()) {
    const letter = Math.floor(position / 784);
    const row = Math.floor((position % 784) / 28);
    sums[letter * 16 + Math.floor(row / 7) * 4 + Math.floor((position % 28) / 7)]! += value;
  }
  return sums;
}

describe("the fixture", () => {
  test("is IDX of 1000 × 10 × 28 × 28 bytes with the pixels that were looked at", () => {
    expect([...raw.subarray(0, 20)]).toEqual([0, 0, 8, 4, 0, 0, 3, 232, 0, 0, 0, 10, 0, 0, 0, 28, 0, 0, 0, 28]);
    expect(pixels).toHaveLength(7_840_000);
    expect(hash(pixels)).toBe("e9688210214be7577ab500fc068539b2c076e518f21e52fdaf447658eaad320b");
    expect(index.pixelHash).toBe("e9688210214be7577ab500fc068539b2c076e518f21e52fdaf447658eaad320b");
  });

  test("holds for each face the pixels that the index names, and no face twice", () => {
    expect(faces).toHaveLength(1000);
    for (const face of faces) expect(hash(face.pixels)).toBe(face.entry.pixelHash);
    expect(new Set(index.faces.map((entry) => entry.pixelHash)).size).toBe(1000);
    expect(new Set(index.faces.map((entry) => entry.fileHash)).size).toBe(1000);
  });

  test("shows ten letters with ink in every face, no two of them alike", () => {
    for (const face of faces) {
      expect(closestLetters(face.pixels), face.entry.family).toBeGreaterThanOrEqual(0.05);
      for (let letter = 0; letter < 10; letter++) {
        const ink = face.pixels.subarray(letter * 784, (letter + 1) * 784).reduce((sum, value) => sum + value, 0) / 255;
        expect(ink, face.entry.family).toBeGreaterThan(3.5);
        expect(ink, face.entry.family).toBeLessThan(784 / 2);
      }
    }
  });

  test("has no two faces nearly alike", () => {
    // Sums over blocks differ by no more than the pixels do, and are quick to compare; few pairs are left to
    // compare in full.
    const blocks = faces.map((face) => blockSums(face.pixels));
    let nearest = 1;
    for (const [position, face] of faces.entries()) {
      for (let other = 0; other < position; other++) {
        if (relativeL1(blocks[position]!, blocks[other]!) >= 0.03) continue;
        nearest = Math.min(nearest, relativeL1(face.pixels, faces[other]!.pixels));
      }
    }
    expect(nearest).toBeGreaterThanOrEqual(0.03);
    expect(nearest).toBeLessThan(1);
  });

  test("takes at most five faces of a family, under licences that let their pictures be shared, each in the notice", () => {
    const notice = readFileSync(new URL("NOTICE", data), "utf8");
    for (const members of Map.groupBy(index.faces, (entry) => entry.package).values()) expect(members.length).toBeLessThanOrEqual(5);
    for (const { family, licence } of index.faces) {
      expect(["OFL-1.1", "Apache-2.0"]).toContain(licence);
      expect(notice).toContain(`\n${family} (`);
    }
    expect(notice).toContain("SIL OPEN FONT LICENSE Version 1.1");
    expect(notice).toContain("Apache License");
  });

  test("stays under 1.5 MB", () => {
    const size = ["prototypes.idx.gz", "prototypes.json", "NOTICE"].reduce((sum, name) => sum + statSync(new URL(name, data)).size, 0);
    expect(size).toBeLessThan(1_500_000);
  });
});

describe("loadPrototypes", () => {
  let files: PrototypeFiles;
  beforeAll(async () => {
    files = await readFixture();
  });

  function faultOf(changed: Partial<PrototypeFiles>): Promise<Fault> {
    return loadPrototypes({ ...files, ...changed }).then(
      () => expect.unreachable("it loaded"),
      (error: unknown) => error as Fault,
    );
  }

  test("gives bytes as values from 0 to 1, with the typefaces", async () => {
    const prototypes = await loadPrototypes(files);
    expect(prototypes.pixels).toHaveLength(7_840_000);
    expect(prototypes.pixels[5000]).toBe(Math.fround((pixels[5000] as number) / 255));
    expect(Math.max(...prototypes.pixels.subarray(0, 7840))).toBe(1);
    expect(prototypes.faces?.[0]?.family).toBe(index.faces[0]?.family);
  });

  test("refuses pixels with one byte changed, anywhere", { timeout: 120_000 }, async () => {
    const position = fc.integer({ min: 20, max: raw.length - 1 });
    await fc.assert(
      fc.asyncProperty(position, fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const changed = new Uint8Array(raw);
        changed[at] = (changed[at] as number) ^ change;
        const fault = await faultOf({ pixels: new Uint8Array(gzipSync(changed, { level: 1 })) });
        expect(Fault.is(fault, "bad-data")).toBe(true);
        expect(fault.message).toContain("prototypes.idx.gz");
      }),
      { numRuns: 5 },
    );
  });

  test("refuses a compressed file with one byte changed or cut short", async () => {
    for (const at of [0, 100, 400_000, files.pixels.length - 6, files.pixels.length - 1]) {
      const changed = files.pixels.slice();
      changed[at] = (changed[at] as number) ^ 1;
      const fault = await faultOf({ pixels: changed });
      expect(Fault.is(fault, "bad-data"), `byte ${at}`).toBe(true);
      expect(fault.message).toContain("prototypes.idx.gz");
      expect(fault.mend).toContain("Install @disentangle/dataset-fonts again");
    }
    for (const length of [0, 10, 400_000, files.pixels.length - 1]) {
      expect(Fault.is(await faultOf({ pixels: files.pixels.slice(0, length) }), "bad-data"), `${length} bytes`).toBe(true);
    }
  });

  test("refuses an array of another shape or type", async () => {
    const shape = Buffer.from(raw);
    shape.writeInt32BE(500, 4);
    shape.writeInt32BE(20, 8);
    expect((await faultOf({ pixels: new Uint8Array(gzipSync(shape, { level: 1 })) })).message).toContain("500 × 20 × 28 × 28");
    const floats = Buffer.from(raw);
    floats[2] = 13;
    expect(Fault.is(await faultOf({ pixels: new Uint8Array(gzipSync(floats, { level: 1 })) }), "bad-data")).toBe(true);
  });

  test("refuses an index that is cut short, lacks a face or names other pixels", async () => {
    const other = { ...index, pixelHash: "0".repeat(64) };
    const fewer = { ...index, faces: index.faces.slice(1) };
    for (const text of [files.index.slice(0, 1000), JSON.stringify(fewer), JSON.stringify(other), "null", ""]) {
      const fault = await faultOf({ index: text });
      expect(Fault.is(fault, "bad-data")).toBe(true);
      expect(fault.message).toContain("prototypes.json");
    }
  });
});
