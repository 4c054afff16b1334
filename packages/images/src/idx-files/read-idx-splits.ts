import { Fault, type ImageShape, type Split } from "@disentangle/core";
import { readUnpacked, type FileSource } from "@disentangle/files";
import { checkLabels } from "../check-labels.ts";
import { labelledIdx, type IdxFile, type LabelledBytes } from "../labelled-bytes.ts";

/** Names of the files of a split, without `.gz`. */
export interface IdxNames {
  readonly images: string;
  readonly labels: string;
}

/** What the files should hold. */
export interface IdxLayout {
  readonly names: Readonly<Record<Split, IdxNames>>;
  /** Any shape that both splits have, where it is not given. */
  readonly shape?: ImageShape;
  /** Label of the first class in the files; others follow. */
  readonly firstLabel?: number;
  /** The classes. */
  readonly classes: readonly string[];
}

/** Most bytes of a file: more than any dataset of this kind has, little enough to be unpacked in memory. */
const LARGEST = 2_000_000_000;

/**
 * Both splits of a dataset in IDX files, gzipped or not, from a folder or an archive.
 *
 * @throws Fault `bad-data` naming what is missing, damaged, of another shape, without label or without images
 * of a class
 */
export async function readIdxSplits(source: FileSource, layout: IdxLayout): Promise<Readonly<Record<Split, LabelledBytes>>> {
  const train = await readSplit(source, layout, "train");
  const test = await readSplit(source, layout, "test");
  if (train.shape.join() !== test.shape.join()) {
    throw new Fault("bad-data", `Training images in ${source.path} are ${train.shape.join("×")}, test images ${test.shape.join("×")}.`, {
      value: source.path,
      mend: "Use the files of one dataset.",
    });
  }
  return { train, test };
}

async function readSplit(source: FileSource, { names, shape, firstLabel = 0, classes }: IdxLayout, split: Split): Promise<LabelledBytes> {
  const { images, labels } = names[split];
  const read = labelledIdx(await demandFile(source, images), await demandFile(source, labels));
  if (shape !== undefined && read.shape.join() !== shape.join()) {
    throw new Fault(
      "bad-data",
      `${images} in ${source.path} holds images of ${read.shape.join("×")} where ${shape.join("×")} are needed.`,
      {
        value: read.shape,
        mend: "Use the files of this dataset.",
      },
    );
  }
  const shifted = firstLabel === 0 ? read.labels : read.labels.map((label) => label - firstLabel);
  checkLabels(`${labels} in ${source.path}`, shifted, classes);
  return { ...read, labels: shifted };
}

async function demandFile(source: FileSource, name: string): Promise<IdxFile> {
  const bytes = await readUnpacked(source, name, LARGEST);
  if (bytes !== undefined) return { name: `${source.path}: ${name}`, bytes };
  throw new Fault("bad-data", `${source.path} holds no ${name}, gzipped or not.`, {
    value: name,
    mend: "Copy it there, or name another folder.",
  });
}
