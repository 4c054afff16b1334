import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ImageShape } from "@disentangle/core";
import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { decodePicture, lookAtPicture, PictureStore } from "../src/pictures/index.ts";

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "disentangle-images-"))));
afterEach(() => rm(folder, { recursive: true, force: true }));

const colours = Buffer.from([255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 20, 30, 200, 200, 200, 0, 0, 0]);
const png = (): Promise<Buffer> =>
  sharp(colours, { raw: { width: 3, height: 2, channels: 3 } })
    .png()
    .toBuffer();

describe("a picture", () => {
  test("is decoded as it is", async () => {
    const { shape, pixels } = await decodePicture("a.png", await png(), 3);
    expect(shape).toEqual([2, 3, 3]);
    expect([...pixels]).toEqual([...colours]);
  });

  test("without colour has three equal channels where three are wanted, and one where one is", async () => {
    const grey = await sharp(Buffer.from([0, 100, 200, 255]), { raw: { width: 2, height: 2, channels: 1 } })
      .toColourspace("b-w")
      .png()
      .toBuffer();
    expect([...(await decodePicture("g.png", grey, 1)).pixels]).toEqual([0, 100, 200, 255]);
    expect([...(await decodePicture("g.png", grey, 3)).pixels]).toEqual([0, 0, 0, 100, 100, 100, 200, 200, 200, 255, 255, 255]);
    expect(await lookAtPicture("g.png", grey)).toEqual({ height: 2, width: 2, colour: false });
    expect((await lookAtPicture("a.png", await png())).colour).toBe(true);
  });

  test("is white where it is transparent", async () => {
    const clear = await sharp(Buffer.from([9, 9, 9, 0]), { raw: { width: 1, height: 1, channels: 4 } })
      .png()
      .toBuffer();
    expect([...(await decodePicture("c.png", clear, 3)).pixels]).toEqual([255, 255, 255]);
  });

  test("of a camera held sideways is turned", async () => {
    const sideways = await sharp(colours, { raw: { width: 3, height: 2, channels: 3 } })
      .withExif({ IFD0: { Orientation: "6" } })
      .withMetadata({ orientation: 6 })
      .png()
      .toBuffer();
    expect((await decodePicture("s.png", sideways, 3)).shape).toEqual([3, 2, 3]);
    expect(await lookAtPicture("s.png", sideways)).toMatchObject({ height: 3, width: 2 });
  });

  test("cut short, or none at all, is refused by name", async () => {
    const jpeg = await sharp({
      create: { width: 64, height: 64, channels: 3, background: "#8090a0", noise: { type: "gaussian", mean: 128, sigma: 30 } },
    })
      .jpeg()
      .toBuffer();
    for (const broken of [jpeg.subarray(0, jpeg.length / 2), Buffer.from("no picture"), Buffer.alloc(0)]) {
      await expect(decodePicture("broken.jpg", broken, 3)).rejects.toMatchObject({
        code: "bad-data",
        message: expect.stringContaining("broken.jpg"),
      });
    }
  });
});

describe("a store of pictures", () => {
  const shape: ImageShape = [2, 2, 3];
  const pixelsOf = (position: number): Float32Array => Float32Array.from({ length: 12 }, (_, i) => ((position * 12 + i) % 256) / 255);

  async function opened(identity: string, count = 20): Promise<{ store: PictureStore; decoded: number[] }> {
    const decoded: number[] = [];
    const decode = async (position: number): Promise<Float32Array> => {
      decoded.push(position);
      return pixelsOf(position);
    };
    return { store: await PictureStore.open(join(folder, "cache", "pictures.safetensors"), { identity, count, shape, decode }), decoded };
  }

  test("decodes each picture once, also for those who open it later", async () => {
    const first = await opened("a");
    const pixels = await first.store.read(Int32Array.of(7, 3));
    for (const [i, value] of [...pixelsOf(7), ...pixelsOf(3)].entries()) expect(pixels[i]).toBe(Math.fround(value));
    await first.store.read(Int32Array.of(3));
    expect(first.decoded.toSorted((a, b) => a - b)).toEqual([3, 7]);
    const second = await opened("a");
    expect(await second.store.read(Int32Array.of(7, 3))).toEqual(pixels);
    expect(second.decoded).toEqual([]);
  });

  test("begins afresh for other pictures", async () => {
    await (await opened("a")).store.read(Int32Array.of(7));
    const other = await opened("b");
    await other.store.read(Int32Array.of(7));
    expect(other.decoded).toEqual([7]);
  });

  test("decodes a picture again whose row was damaged", async () => {
    const first = await opened("a");
    const pixels = await first.store.read(Int32Array.of(0, 19));
    const path = join(folder, "cache", "pictures.safetensors");
    const { length } = await readFile(path);
    const file = await open(path, "r+");
    await file.write(Buffer.of(1, 2, 3), 0, 3, length - 5);
    await file.close();
    const second = await opened("a");
    expect(await second.store.read(Int32Array.of(0, 19))).toEqual(pixels);
    expect(second.decoded).toEqual([19]);
  });

  test("is a safetensors file", async () => {
    const { store } = await opened("a", 3);
    await store.read(Int32Array.of(1));
    const bytes = await readFile(join(folder, "cache", "pictures.safetensors"));
    const length = Number(bytes.readBigUInt64LE(0));
    const header = JSON.parse(bytes.toString("utf8", 8, 8 + length)) as Record<
      string,
      { dtype: string; shape: number[]; data_offsets: number[] }
    >;
    expect(header["images"]).toEqual({ dtype: "U16", shape: [3, 2, 2, 3], data_offsets: [12, 12 + 72] });
    expect(bytes.length).toBe(8 + length + 12 + 72);
    expect(bytes.readUInt16LE(8 + length + 12 + 24)).toBe(Math.round((12 / 255) * 65_535));
  });
});
