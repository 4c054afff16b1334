import { createHash } from "node:crypto";
import { join } from "node:path";
import { Fault, parseOptions, type Dataset, type Split } from "@disentangle/core";
import { FileCache, openSource, type FileSource } from "@disentangle/files";
import { checkLabels, imageDataset } from "@disentangle/images";
import { PictureStore } from "@disentangle/images/pictures";
import { cutPhotograph, SHAPE } from "./cut.ts";
import { celebaOptions, type CelebaOptions } from "./options.ts";
import { findPhotographs, type Photographs } from "./photographs.ts";
import { readAttribute, readPartition, type Labelled } from "./read-lists.ts";

/** How to get what nobody may redistribute. */
export const BY_HAND: string =
  "Get img_align_celeba.zip, list_attr_celeba.txt and list_eval_partition.txt from mmlab.ie.cuhk.edu.hk/projects/CelebA.html (1.4 GB, " +
  "non-commercial research only)";

/**
 * Opens CelebA; {@link CelebaOptions} says with which defaults. Photographs are decoded when they are first
 * asked for, and kept in the cache.
 *
 * @throws Fault `bad-option`; `unavailable` with what to do where the files are missing; `bad-data` or `io`
 * naming a file
 */
export async function openCeleba(options: Partial<CelebaOptions> = {}, cache: FileCache = new FileCache()): Promise<Dataset> {
  return openChecked(parseOptions("dataset celeba", celebaOptions, options), cache);
}

/** Opens CelebA with options that were checked. */
export async function openChecked({ folder, attribute, split }: CelebaOptions, cache: FileCache): Promise<Dataset> {
  const place = folder ?? cache.folderOf("celeba");
  using source = await openPlace(place, folder === undefined);
  const images = await readAttribute(source, attribute);
  const photographs = await findPhotographs(place);
  demandPhotographs(images, photographs);
  const positions = split === "paper" ? firstNinety(images.length) : await officialSplit(source, images);
  const fingerprint = createHash("sha256")
    .update(JSON.stringify([photographs.hash, images, [...positions.train], [...positions.test]]))
    .digest("hex");
  // Rows are in the order of the list, so its names count; the file is named for all of it, so that two
  // folders never share one.
  const identity = createHash("sha256")
    .update(JSON.stringify([photographs.hash, images.map(({ name }) => name), "bilinear 54 wide, rows 5 to 60, columns 3 to 50"]))
    .digest("hex");
  const store = await PictureStore.open(join(cache.folderOf("celeba"), `cut-56x48-${identity.slice(0, 16)}.safetensors`), {
    identity,
    count: images.length,
    shape: SHAPE,
    decode: async (position) => {
      const { name } = images[position] as Labelled;
      return cutPhotograph(name, await photographs.read(name));
    },
  });
  const classes = [`not ${attribute}`, attribute];
  const part = (name: Split): { labels: Int32Array; read: (rows: Int32Array) => Promise<Float32Array> } => {
    const chosen = positions[name];
    const labels = Int32Array.from(chosen, (position) => (images[position] as Labelled).label);
    checkLabels(`the ${name} split of ${place}`, labels, classes);
    return { labels, read: (rows) => store.read(rows.map((row) => chosen[row] as number)) };
  };
  return imageDataset({ id: "celeba", image: SHAPE, classes, fingerprint, splits: { train: part("train"), test: part("test") } });
}

async function openPlace(place: string, isCache: boolean): Promise<FileSource> {
  try {
    return await openSource(place);
  } catch (cause) {
    if (!isCache || !Fault.is(cause, "io")) throw cause;
    throw new Fault("unavailable", `CelebA is not in ${place}, and cannot be downloaded for you.`, {
      value: place,
      mend: `${BY_HAND}, and put them there, or name their folder with option \`folder\`.`,
      cause,
    });
  }
}

function demandPhotographs(images: readonly Labelled[], { names, path }: Photographs): void {
  const missing = images.filter(({ name }) => !names.has(name));
  if (missing.length > 0) {
    throw new Fault("bad-data", `${missing.length} of ${images.length} images are not in ${path}, such as ${missing[0]?.name}.`, {
      value: missing.slice(0, 10).map(({ name }) => name),
      mend: "Unpack or download the archive again.",
    });
  }
  if (names.size === images.length) return;
  const listed = new Set(images.map(({ name }) => name));
  const extra = [...names].find((name) => !listed.has(name));
  throw new Fault("bad-data", `${path} holds ${names.size} images where list_attr_celeba.txt lists ${images.length}, such as ${extra}.`, {
    value: extra,
    mend: "Use the images and the list of one download.",
  });
}

type Positions = Readonly<Record<Split, Int32Array>>;

/** The first 90 % in the order of the list, as in the original experiments: 182,339 of 202,599. */
function firstNinety(count: number): Positions {
  const train = Math.floor(0.9 * count);
  return { train: Int32Array.from({ length: train }, (_, i) => i), test: Int32Array.from({ length: count - train }, (_, i) => train + i) };
}

async function officialSplit(source: FileSource, images: readonly Labelled[]): Promise<Positions> {
  const parts = await readPartition(source);
  const chosen: { train: number[]; test: number[] } = { train: [], test: [] };
  for (const [position, { name }] of images.entries()) {
    const part = parts.get(name);
    if (part === undefined) {
      throw new Fault("bad-data", `list_eval_partition.txt in ${source.path} does not list ${name}.`, {
        value: name,
        mend: "Use the lists of one download.",
      });
    }
    chosen[part === 2 ? "test" : "train"].push(position);
  }
  return { train: Int32Array.from(chosen.train), test: Int32Array.from(chosen.test) };
}
