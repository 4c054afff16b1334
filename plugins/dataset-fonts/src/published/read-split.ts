import { Fault } from "@disentangle/core";
import { imageSide, imageSize, letters } from "../layout.ts";
import { parameterNames, type Ranges } from "../ranges.ts";
import type { SampleCodes } from "../samples.ts";
import { sha256 } from "../sha256.ts";
import type { SplitFiles } from "./find-files.ts";
import { openArray, type StoredArray } from "./open-array.ts";
import { unitFloats } from "./unit-floats.ts";

/** One split of the published files. */
export interface PublishedSplit {
  readonly size: number;
  /** Hash of codes and θ, and the shape of the images. */
  readonly hash: string;
  codes(positions: Int32Array): SampleCodes;
  /** Missing where there is no file of images. [B · 784] */
  readonly images?: (positions: Int32Array) => Float32Array;
}

/** Slack for bounds that went through text and float32. */
const tolerance = 1e-4;

/** Reads codes and θ whole, checks them, and opens the images. Throws as {@link readPublished} does. */
export async function readSplit(files: SplitFiles, fontCount: number, ranges: Ranges): Promise<PublishedSplit> {
  const codeArray = await openArray(files.codes);
  const size = codeArray.shape[0] ?? 0;
  checkShape(codeArray, [size, 3]);
  const codes = Int32Array.from({ length: 3 * size });
  const stored = codeArray.rows(0, size);
  for (let index = 0; index < codes.length; index++) codes[index] = Number(stored[index]);
  checkCodes(codeArray.name, codes, fontCount);

  const thetaArray = await openArray(files.theta);
  checkShape(thetaArray, [size, 6]);
  const theta = Float32Array.from(thetaArray.rows(0, size) as ArrayLike<number>);
  checkTheta(thetaArray.name, theta, ranges);

  const images = files.images === undefined ? undefined : await openArray(files.images);
  if (images !== undefined) checkShape(images, [size, imageSide, imageSide]);
  const hashes = [await sha256(new Uint8Array(codes.buffer)), await sha256(new Uint8Array(theta.buffer)), images?.shape ?? null];
  return {
    size,
    hash: await sha256(JSON.stringify(hashes)),
    codes: (positions) => ({
      fonts: Int32Array.from(positions, (position) => codes[3 * position + 1] as number),
      labels: Int32Array.from(positions, (position) => codes[3 * position + 2] as number),
      theta: gatherRows(theta, positions),
    }),
    ...(images && { images: (positions: Int32Array) => readImages(images, positions) }),
  };
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
