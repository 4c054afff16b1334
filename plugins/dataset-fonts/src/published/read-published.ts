import { Fault, type Split } from "@disentangle/core";
import { imageSide, imageSize, letters } from "../layout.ts";
import type { Prototypes } from "../prototypes.ts";
import type { Ranges } from "../ranges.ts";
import type { Samples } from "../samples.ts";
import { sha256 } from "../sha256.ts";
import { findFiles } from "./find-files.ts";
import { openArray } from "./open-array.ts";
import { readSplit } from "./read-split.ts";
import { unitFloats } from "./unit-floats.ts";

/**
 * Reads the files published by the authors of the paper: prototypes `database.h5` [fonts, 10, 28, 28] or [10 · fonts, 28, 28], and per
 * split the codes [n, 3] (10 · font + class, font, class), θ [n, 6] and, if there, images [n, 28, 28]; images are read when asked for.
 *
 * @param ranges bounds that θ must keep
 * @throws Fault `bad-data` naming the file that is truncated or not what it should be; `contradiction` if θ leaves the ranges
 */
export async function readPublished(folder: string, ranges: Ranges): Promise<{ prototypes: Prototypes; samples: Samples }> {
  const files = await findFiles(folder);
  const prototypes = await readDatabase(files.database);
  const splits = {
    train: await readSplit(files.splits.train, prototypes.fontCount, ranges),
    test: await readSplit(files.splits.test, prototypes.fontCount, ranges),
  };
  const stored = (split: Split, positions: Int32Array): Float32Array => splits[split].images!(positions);
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
  const array = await openArray(path);
  const [first = 0, ...rest] = array.shape;
  const flat = rest.join() === `${imageSide},${imageSide}`;
  if (!(flat && first % letters.length === 0) && rest.join() !== `${letters.length},${imageSide},${imageSide}`) {
    throw new Fault("bad-data", `${array.name} has shape ${array.shape.join(" × ")} instead of fonts × 10 × 28 × 28.`, {
      value: array.shape,
      mend: "Use the published database.h5.",
    });
  }
  const pixels = unitFloats(array.name, array.rows(0, first));
  return { fontCount: pixels.length / letters.length / imageSize, pixels, hash: await sha256(new Uint8Array(pixels.buffer)) };
}
