import { Fault } from "@disentangle/core";
import { imageSide, imageSize, letters } from "../layout.ts";
import { parameterNames, type Ranges } from "../ranges.ts";
import type { SampleCodes } from "../samples.ts";
import { sha256 } from "../sha256.ts";
import type { SplitFiles } from "./find-files.ts";
import { readArray, type StoredArray } from "./read-array.ts";
import { unitFloats } from "./unit-floats.ts";

/** One split of the published files. */
export interface PublishedSplit {
  readonly size: number;
  /**
   * Hash of codes and θ, and whether images are stored: these follow from codes and θ, and are too large to
   * hash.
   */
  readonly hash: string;
  codes(positions: Int32Array): SampleCodes;
  /** Missing where there is no file of images. [B · 784] */
  readonly images?: (positions: Int32Array) => Promise<Float32Array>;
}

/** Slack for bounds that went through text and float32. */
const tolerance = 1e-4;

/** Reads codes and θ whole, checks them and the shape of the images. Throws as {@link readPublished} does. */
export async function readSplit(files: SplitFiles, fontCount: number, ranges: Ranges): Promise<PublishedSplit> {
  const codes = await readArray(files.codes, (array) => readCodes(array, fontCount));
  const size = codes.length / 3;
  const theta = await readArray(files.theta, (array) => readTheta(array, size, ranges));
  const path = files.images;
  if (path !== undefined) await readArray(path, (array) => checkShape(array, [size, imageSide, imageSide]));
  const hashes = [await sha256(new Uint8Array(codes.buffer)), await sha256(new Uint8Array(theta.buffer)), path === undefined];
  return {
    size,
    hash: await sha256(JSON.stringify(hashes)),
    codes: (positions) => ({
      fonts: Int32Array.from(positions, (position) => codes[3 * position + 1] as number),
      labels: Int32Array.from(positions, (position) => codes[3 * position + 2] as number),
      theta: gatherRows(theta, positions),
    }),
    ...(path !== undefined && { images: (positions: Int32Array) => readArray(path, (array) => readImages(array, positions)) }),
  };
}

function readCodes(array: StoredArray, fontCount: number): Int32Array<ArrayBuffer> {
  const size = array.shape[0] ?? 0;
  checkShape(array, [size, 3]);
  const stored = array.rows(0, size);
  const codes = new Int32Array(3 * size);
  for (let index = 0; index < codes.length; index++) codes[index] = Number(stored[index]);
  checkCodes(array.name, codes, fontCount);
  return codes;
}

function readTheta(array: StoredArray, size: number, ranges: Ranges): Float32Array<ArrayBuffer> {
  checkShape(array, [size, 6]);
  const stored = array.rows(0, size);
  const theta = new Float32Array(6 * size);
  for (let index = 0; index < theta.length; index++) theta[index] = Number(stored[index]);
  checkTheta(array.name, theta, ranges);
  return theta;
}

function gatherRows(theta: Float32Array, positions: Int32Array): Float32Array {
  const rows = new Float32Array(6 * positions.length);
  for (const [row, position] of positions.entries()) rows.set(theta.subarray(6 * position, 6 * position + 6), 6 * row);
  return rows;
}

/** Reads images one run of consecutive positions at a time. */
function readImages(array: StoredArray, positions: Int32Array): Float32Array {
  const images = new Float32Array(positions.length * imageSize);
  let row = 0;
  while (row < positions.length) {
    const start = positions[row] as number;
    let length = 1;
    while (positions[row + length] === start + length) length++;
    images.set(unitFloats(array.name, array.rows(start, start + length)), row * imageSize);
    row += length;
  }
  return images;
}

function checkShape(array: StoredArray, expected: readonly number[]): void {
  // Images of one channel may carry an axis of length 1 at the end.
  const shape = array.shape.length === expected.length + 1 && array.shape.at(-1) === 1 ? array.shape.slice(0, -1) : array.shape;
  if (shape.join() === expected.join()) return;
  throw new Fault("bad-data", `${array.name} has shape ${array.shape.join(" × ")} instead of ${expected.join(" × ")}.`, {
    value: array.shape,
    mend: "Use files of one variant that belong together.",
  });
}

function checkCodes(name: string, codes: Int32Array, fontCount: number): void {
  for (let start = 0; start < codes.length; start += 3) {
    const [row, font, label] = codes.subarray(start, start + 3) as unknown as [number, number, number];
    if (font >= 0 && font < fontCount && label >= 0 && label < letters.length && row === letters.length * font + label) continue;
    throw new Fault("bad-data", `${name} holds the code (${row}, ${font}, ${label}), which names no prototype.`, {
      value: [row, font, label],
      mend: "Use files that belong together.",
    });
  }
}

function checkTheta(name: string, theta: Float32Array, { lower, upper }: Ranges): void {
  for (const [index, value] of theta.entries()) {
    const column = index % 6;
    if (value >= (lower[column] as number) - tolerance && value <= (upper[column] as number) + tolerance) continue;
    if (Number.isFinite(value)) {
      throw new Fault("contradiction", `${name} holds a ${parameterNames[column]} of ${value}, outside the ranges that were chosen.`, {
        value,
        mend: "Set option `ranges` of dataset fonts to those of the files.",
      });
    }
    throw new Fault("bad-data", `${name} holds a ${parameterNames[column]} that is not finite.`, {
      value,
      mend: "Use the published file.",
    });
  }
}
