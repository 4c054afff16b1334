import { Fault, type Split } from "@disentangle/core";
import { imageSide, imageSize, letters } from "../layout.ts";
import type { Prototypes } from "../prototypes.ts";
import type { Ranges } from "../ranges.ts";
import type { Samples } from "../samples.ts";
import { sha256 } from "../sha256.ts";
import { findFiles } from "./find-files.ts";
import { readArray, type StoredArray } from "./read-array.ts";
import { readSplit } from "./read-split.ts";
import { unitFloats } from "./unit-floats.ts";

/**
 * Reads the files published by the authors of the paper: prototypes `database.h5` [fonts, 10, 28, 28] or [10
 * · fonts, 28, 28], and per split the codes [n, 3] (10 · font + class, font, class), θ [n, 6] and, if there,
 * images [n, 28, 28]; images are read when asked for.
 *
 * @param ranges bounds that θ must keep
 * @throws Fault `bad-data` naming the file that is truncated or not what it should be; `contradiction` if θ
 * leaves the ranges
 */
export async function readPublished(folder: string, ranges: Ranges): Promise<{ prototypes: Prototypes; samples: Samples }> {
  const files = await findFiles(folder);
  const prototypes = await readDatabase(files.database);
  const splits = {
    train: await readSplit(files.splits.train, prototypes.fontCount, ranges),
    test: await readSplit(files.splits.test, prototypes.fontCount, ranges),
  };
  const stored = (split: Split, positions: Int32Array): Promise<Float32Array> => splits[split].images!(positions);
  return {
    prototypes,
    samples: {
      sizes: { train: splits.train.size, test: splits.test.size },
      hash: await sha256(JSON.stringify([splits.train.hash, splits.test.hash])),
      codes: (split, positions) => splits[split].codes(positions),
      ...(splits.train.images && splits.test.images && { images: stored }),
    },
  };
}

async function readDatabase(path: string): Promise<Prototypes> {
  const pixels = await readArray(path, (array) => unitFloats(array.name, array.rows(0, checkedRows(array))));
  return { fontCount: pixels.length / letters.length / imageSize, pixels, hash: await sha256(new Uint8Array(pixels.buffer)) };
}

/** Number of rows of the database, if its shape is one of the two it may have. */
function checkedRows({ name, shape }: StoredArray): number {
  const [rows = 0, ...rest] = shape;
  if (rest.join() === `${letters.length},${imageSide},${imageSide}`) return rows;
  if (rest.join() === `${imageSide},${imageSide}` && rows % letters.length === 0) return rows;
  throw new Fault("bad-data", `${name} has shape ${shape.join(" × ")} instead of fonts × 10 × 28 × 28.`, {
    value: shape,
    mend: "Use the published database.h5.",
  });
}
