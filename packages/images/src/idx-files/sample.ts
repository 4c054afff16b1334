import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { Fault, Random, type Split } from "@disentangle/core";
import { fileFault, openSource } from "@disentangle/files";
import { balancedOrder } from "../balanced-order.ts";
import { encodeIdx } from "../encode-idx.ts";
import type { LabelledBytes } from "../labelled-bytes.ts";
import { hashSplits } from "./hash-splits.ts";
import { readIdxSplits, type IdxLayout } from "./read-idx-splits.ts";

/** What is known of a sample that ships with a package: `sample.json`. */
export interface SampleCard {
  /** Where the images come from, and which of them were taken. */
  readonly origin: string;
  readonly licence: string;
  /** Images of each class. */
  readonly perClass: Readonly<Record<Split, number>>;
  /** What {@link hashSplits} says of it. */
  readonly hash: string;
}

/** What a sample is taken from, and how much. */
export interface SampleOrder {
  readonly layout: IdxLayout;
  readonly splits: Readonly<Record<Split, LabelledBytes>>;
  readonly perClass: Readonly<Record<Split, number>>;
  readonly origin: string;
  readonly licence: string;
}

/**
 * Writes a sample into a folder: the first images of each class, in an order whose prefixes are balanced, as
 * IDX files compressed by Brotli, and `sample.json`. The same order gives the same bytes.
 */
export async function writeSample(folder: string, { layout, splits, perClass, origin, licence }: SampleOrder): Promise<void> {
  const taken = { train: take(splits.train, perClass.train), test: take(splits.test, perClass.test) };
  await mkdir(folder, { recursive: true });
  for (const split of ["train", "test"] as const) {
    const { shape, pixels, labels } = taken[split];
    const stored = Uint8Array.from(labels, (label) => label + (layout.firstLabel ?? 0));
    const { images: imagesName, labels: labelsName } = layout.names[split];
    const dimensions = [labels.length, shape[0], shape[1], ...(shape[2] === 1 ? [] : [shape[2]])];
    await writeFile(join(folder, `${imagesName}.br`), compress(encodeIdx({ dimensions, values: pixels })));
    await writeFile(join(folder, `${labelsName}.br`), compress(encodeIdx({ dimensions: [labels.length], values: stored })));
  }
  const card: SampleCard = { origin, licence, perClass, hash: hashSplits(taken, layout.classes) };
  await writeFile(join(folder, "sample.json"), `${JSON.stringify(card, null, 2)}\n`);
}

/**
 * Reads a sample and verifies it against its card.
 *
 * @param owner package that it ships with, for messages
 * @throws Fault `bad-data` or `io` if a file is missing or changed
 */
export async function readSample(
  folder: string,
  layout: IdxLayout,
  owner: string,
): Promise<{ readonly splits: Readonly<Record<Split, LabelledBytes>>; readonly card: SampleCard }> {
  using source = await openSource(folder);
  const splits = await readIdxSplits(source, layout);
  const text = await readFile(join(folder, "sample.json"), "utf8").catch((cause: unknown) => {
    throw fileFault("Reading", join(folder, "sample.json"), cause);
  });
  const card = JSON.parse(text) as SampleCard;
  if (hashSplits(splits, layout.classes) === card.hash) return { splits, card };
  throw new Fault("bad-data", `The sample in ${folder} was changed.`, { value: folder, mend: `Install ${owner} again.` });
}

/** The first images of each class. */
function take({ shape, pixels, labels }: LabelledBytes, perClass: number): LabelledBytes {
  const taken = new Map<number, number>();
  const first: number[] = [];
  for (const [position, label] of labels.entries()) {
    const there = taken.get(label) ?? 0;
    if (there === perClass) continue;
    taken.set(label, there + 1);
    first.push(position);
  }
  const short = [...taken].find(([, count]) => count < perClass);
  if (short !== undefined) throw new Error(`class ${short[0]} has ${short[1]} images where ${perClass} are to be taken`);
  const order = balancedOrder(
    first.map((position) => labels[position] as number),
    Random.seeded(0).fork("sample"),
  );
  const positions = Array.from(order, (place) => first[place] as number);
  const size = shape[0] * shape[1] * shape[2];
  const chosen = new Uint8Array(positions.length * size);
  for (const [row, position] of positions.entries()) chosen.set(pixels.subarray(position * size, (position + 1) * size), row * size);
  return { shape, pixels: chosen, labels: Int32Array.from(positions, (position) => labels[position] as number) };
}

function compress(bytes: Uint8Array): Buffer {
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN, BROTLI_PARAM_SIZE_HINT } = constants;
  return brotliCompressSync(bytes, {
    params: { [BROTLI_PARAM_QUALITY]: 11, [BROTLI_PARAM_LGWIN]: 24, [BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });
}
