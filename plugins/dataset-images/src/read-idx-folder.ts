import { Fault, type Split } from "@disentangle/core";
import { openSource, readUnpacked, type FileSource } from "@disentangle/files";
import { labelledIdx, type IdxFile } from "@disentangle/images";
import { joinParts, type Part } from "./join-parts.ts";
import type { LabelledPictures } from "./labelled-pictures.ts";

/** A file of images: what it begins with, which split it is, its ending. */
const IMAGES = /^(.*?)(train-|test-|t10k-)?images(-idx[34]-ubyte)?(?:\.idx)?(?:\.gz)?$/;

/** Most bytes of a file. */
const LARGEST = 4_000_000_000;

/**
 * Whether files of a folder are named as IDX files are: `images-idx3-ubyte`, `train-images-idx3-ubyte.gz` and
 * so on.
 */
export function isIdxFolder(names: readonly string[]): boolean {
  return names.some((name) => IMAGES.test(name) && name.includes("idx"));
}

/**
 * Images and labels of IDX files, gzipped or not: a pair `images-idx3-ubyte` and `labels-idx1-ubyte`, or such
 * pairs that begin with `train-` and `test-` (or `t10k-`).
 *
 * @throws Fault `bad-data` naming the file that is missing, one too many or damaged; `io`
 */
export async function readIdxFolder(folder: string): Promise<LabelledPictures> {
  using source = await openSource(folder);
  const found = source.names.flatMap((name) => {
    const match = IMAGES.exec(name);
    return match !== null && name.includes("idx") ? [{ name, split: splitOf(match[2]) }] : [];
  });
  const splits = found.map(({ split }) => split ?? "all").toSorted();
  if (splits.join() !== "all" && splits.join() !== "test,train") {
    throw bad(
      folder,
      `it holds ${found.map(({ name }) => name).join(", ")} where one file of images, or one train- and one test-, are needed`,
    );
  }
  const parts: Part[] = [];
  // The training images come first.
  for (const { name, split } of found.toSorted((a, b) => (b.split ?? "").localeCompare(a.split ?? ""))) {
    const bare = name.replace(/\.gz$/, "");
    const { shape, pixels, labels } = labelledIdx(
      await demand(source, bare),
      await demand(source, bare.replace("images", "labels").replace(/idx[34]/, "idx1")),
    );
    parts.push({ split, image: shape, pixels: Float32Array.from(pixels, (value) => value / 255), labels });
  }
  return joinParts(folder, parts);
}

function splitOf(prefix: string | undefined): Split | undefined {
  return prefix === undefined ? undefined : prefix === "train-" ? "train" : "test";
}

async function demand(source: FileSource, name: string): Promise<IdxFile> {
  const bytes = await readUnpacked(source, name, LARGEST);
  if (bytes !== undefined) return { name, bytes };
  throw bad(source.path, `it holds no ${name}, gzipped or not`);
}

function bad(folder: string, why: string): Fault {
  return new Fault("bad-data", `${folder} cannot be used: ${why}.`, { value: folder, mend: "Put one dataset's files there." });
}
