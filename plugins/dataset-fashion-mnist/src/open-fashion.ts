import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Fault, parseOptions, type Dataset, type Split } from "@disentangle/core";
import { FileCache, openSource } from "@disentangle/files";
import { byteSplit, imageDataset, type LabelledBytes } from "@disentangle/images";
import { hashSplits, readIdxSplits, readSample } from "@disentangle/images/idx-files";
import { fashionFiles } from "./file-set.ts";
import { layout } from "./layout.ts";
import { fashionOptions, type FashionOptions } from "./options.ts";

type Splits = Readonly<Record<Split, LabelledBytes>>;

/** Folder of the sample in this package. */
export const sampleFolder: string = fileURLToPath(new URL("../data", import.meta.url));

/**
 * Where Debian's package `dataset-fashion-mnist` puts the files. They are packed anew there, so only what is
 * in them can be verified.
 */
export const debianFolder = "/usr/share/datasets/fashion-mnist";

/**
 * Hash of all official images and labels, computed from Debian's files, whose compressed contents have the
 * published MD5 sums.
 */
const officialHash = "1e644921f529d4f88900d506954bf33eba70a2c6d4746643c5b9d07aaf821022";

/**
 * Opens Fashion-MNIST; {@link FashionOptions} says with which defaults. Without `folder` the files are sought
 * in the cache, then where Debian's package puts them.
 *
 * @throws Fault `bad-option`, `contradiction`; `unavailable` with what to do where the files are missing;
 * `bad-data` or `io` naming a file
 */
export async function openFashion(options: Partial<FashionOptions> = {}, cache: FileCache = new FileCache()): Promise<Dataset> {
  return openChecked(parseOptions("dataset fashion-mnist", fashionOptions, options), cache);
}

/** Opens Fashion-MNIST with options that were checked. */
export async function openChecked({ files, folder }: FashionOptions, cache: FileCache): Promise<Dataset> {
  if (folder !== undefined) return datasetOf(await readFolder(folder));
  if (files !== "sample") {
    const cached = (await cache.look(fashionFiles)).some(({ state }) => state !== "missing");
    if (cached || (files === "official" && !isInDebian())) {
      await cache.demand(fashionFiles);
      return verified(datasetOf(await readFolder(cache.folderOf("fashion-mnist"))), "Run `disentangle fetch fashion-mnist`.");
    }
    if (isInDebian()) return verified(datasetOf(await readFolder(debianFolder)), "Install Debian's package dataset-fashion-mnist again.");
  }
  const { splits } = await readSample(sampleFolder, layout, "@disentangle/dataset-fashion-mnist");
  return datasetOf(splits, true);
}

/** Whether Debian's package is installed. */
export function isInDebian(): boolean {
  return existsSync(join(debianFolder, "train-images-idx3-ubyte.gz"));
}

async function readFolder(folder: string): Promise<Splits> {
  using source = await openSource(folder);
  return readIdxSplits(source, layout);
}

function verified(dataset: Dataset, mend: string): Dataset {
  const { fingerprint } = dataset;
  if (fingerprint === officialHash) return dataset;
  throw new Fault("bad-data", "The files of Fashion-MNIST do not hold the official images and labels.", { value: fingerprint, mend });
}

function datasetOf(splits: Splits, sample: boolean = false): Dataset {
  const { train, test } = splits;
  return imageDataset({
    id: "fashion-mnist",
    image: train.shape,
    classes: layout.classes,
    fingerprint: hashSplits(splits, layout.classes),
    splits: { train: byteSplit(train.pixels, 28 * 28, train.labels), test: byteSplit(test.pixels, 28 * 28, test.labels) },
    ...(sample && { sample: "Run `disentangle fetch fashion-mnist` for all 60,000 and 10,000 images." }),
  });
}
