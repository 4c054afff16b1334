import { fileURLToPath } from "node:url";
import { Fault, parseOptions, type Dataset, type Split } from "@disentangle/core";
import { FileCache, openSource, readUnpacked, type FileSource } from "@disentangle/files";
import { byteSplit, imageDataset, transposeImages, type LabelledBytes } from "@disentangle/images";
import { hashSplits, readIdxSplits, readSample } from "@disentangle/images/idx-files";
import { emnistFiles } from "./file-set.ts";
import { groups, layoutOf, type EmnistGroup } from "./groups.ts";
import { emnistOptions, type EmnistOptions } from "./options.ts";

type Splits = Readonly<Record<Split, LabelledBytes>>;

/** Folder of the sample in this package. */
export const sampleFolder: string = fileURLToPath(new URL("../data", import.meta.url));

/**
 * Opens EMNIST; {@link EmnistOptions} says with which defaults.
 *
 * @param cache where its files are, unless `folder` says so
 * @throws Fault `bad-option`, `contradiction`; `unavailable` with what to do where the files are missing;
 * `bad-data` or `io` naming a file
 */
export async function openEmnist(options: Partial<EmnistOptions> = {}, cache: FileCache = new FileCache()): Promise<Dataset> {
  return openChecked(parseOptions("dataset emnist", emnistOptions, options), cache);
}

/** Opens EMNIST with options that were checked. */
export async function openChecked(options: EmnistOptions, cache: FileCache): Promise<Dataset> {
  const { group, folder, orientation = "transposed" } = options;
  if (folder !== undefined) {
    using source = await openSource(folder, ["gzip"]);
    return datasetOf(group, await readGroup(source, group, orientation === "transposed"));
  }
  if (await wantsSample(options, cache)) {
    const { splits } = await readSample(sampleFolder, layoutOf("digits"), "@disentangle/dataset-emnist");
    return datasetOf(group, splits, true);
  }
  const [archive] = await cache.demand(emnistFiles);
  return openArchive(archive as string, group);
}

/** A group of the official archive, which must hold as many images as it is known to. */
export async function openArchive(path: string, group: EmnistGroup): Promise<Dataset> {
  using source = await openSource(path);
  const splits = await readGroup(source, group, true);
  checkCounts(group, splits);
  return datasetOf(group, splits);
}

/**
 * Whether the sample is to be taken: asked for, or all there is of the digits. Damaged files are never passed
 * over in silence.
 */
async function wantsSample({ files, group }: EmnistOptions, cache: FileCache): Promise<boolean> {
  if (files !== "auto") return files === "sample";
  return group === "digits" && (await cache.look(emnistFiles)).every(({ state }) => state === "missing");
}

async function readGroup(source: FileSource, group: EmnistGroup, transposed: boolean): Promise<Splits> {
  await checkMapping(source, group);
  const { train, test } = await readIdxSplits(source, layoutOf(group));
  return transposed ? { train: transposeImages(train), test: transposeImages(test) } : { train, test };
}

/**
 * The official files say which character each label stands for; a file that says otherwise belongs to
 * something else.
 */
async function checkMapping(source: FileSource, group: EmnistGroup): Promise<void> {
  const name = `emnist-${group}-mapping.txt`;
  const bytes = await readUnpacked(source, name, 100_000);
  if (bytes === undefined) return;
  const { classes, firstLabel } = groups[group];
  const lines = new TextDecoder().decode(bytes).split("\n");
  const mapped = lines.filter((line) => line.trim() !== "").map((line) => line.trim().split(/\s+/).map(Number));
  const wrong = mapped.find(([label, code]) => classes[(label ?? NaN) - firstLabel] !== String.fromCharCode(code ?? 0));
  if (wrong === undefined && mapped.length === classes.length) return;
  throw new Fault("bad-data", `${name} in ${source.path} does not name the ${classes.length} classes of ${group}.`, {
    value: wrong,
    mend: "Use the official files.",
  });
}

function checkCounts(group: EmnistGroup, splits: Splits): void {
  for (const split of ["train", "test"] as const) {
    const [found, wanted] = [splits[split].labels.length, groups[group].counts[split]];
    if (found === wanted) continue;
    throw new Fault("bad-data", `The ${split} split of EMNIST ${group} has ${found} images where ${wanted} are official.`, {
      value: found,
      mend: "Run `disentangle fetch emnist`.",
    });
  }
}

function datasetOf(group: EmnistGroup, splits: Splits, sample: boolean = false): Dataset {
  const { classes } = groups[group];
  const { train, test } = splits;
  return imageDataset({
    id: group === "digits" ? "emnist" : `emnist-${group}`,
    image: train.shape,
    classes,
    fingerprint: hashSplits(splits, classes),
    splits: { train: byteSplit(train.pixels, 28 * 28, train.labels), test: byteSplit(test.pixels, 28 * 28, test.labels) },
    ...(sample && { sample: "Run `disentangle fetch emnist` for all 240,000 and 40,000 images." }),
  });
}
