import { createHash } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import { Fault, parseOptions, Random, type Dataset, type Split } from "@disentangle/core";
import { FileCache, fileFault } from "@disentangle/files";
import { balancedOrder, checkLabels, imageDataset, resizeBilinear, type ImageSplit } from "@disentangle/images";
import type { LabelledPictures } from "./labelled-pictures.ts";
import { imagesOptions, sizeOf, type CheckedOptions, type ImagesOptions } from "./options.ts";
import { readArrays } from "./read-arrays.ts";
import { isIdxFolder, readIdxFolder } from "./read-idx-folder.ts";
import { readPictures } from "./read-pictures.ts";

/**
 * Opens a dataset of one's own images; {@link ImagesOptions} says with which defaults. The order is shuffled
 * by the seed so that every prefix holds the classes in their shares.
 *
 * @throws Fault `bad-option`; `bad-data` or `io` naming the file or folder
 */
export async function openImages(options: ImagesOptions, cache: FileCache = new FileCache()): Promise<Dataset> {
  return openChecked(parseOptions("dataset images", imagesOptions, options), cache);
}

/** Opens the dataset with options that were checked. */
export async function openChecked(options: CheckedOptions, cache: FileCache): Promise<Dataset> {
  const { folder, seed, test } = options;
  if (folder === undefined) {
    throw new Fault("bad-option", "Dataset images needs option `folder`: where your images are.", {
      mend: "Name it, as in --dataset images:folder=path/to/mine.",
    });
  }
  const images = converted(await readAny(folder, options, cache), options);
  const { labels, classes, image } = images;
  checkLabels(folder, labels, classes);
  if (classes.length < 2) {
    throw new Fault("bad-data", `${folder} holds images of one class only.`, { value: classes, mend: "Add images of another class." });
  }
  const random = Random.seeded(seed).fork("images");
  const chosen = images.splits === undefined ? drawn(images, test, random) : given(images.splits);
  const part = (split: Split): ImageSplit => {
    const order = balancedOrder(
      chosen[split].map((place) => labels[place] as number),
      random.fork(split),
    );
    const places = Int32Array.from(order, (position) => chosen[split][position] as number);
    const own = Int32Array.from(places, (place) => labels[place] as number);
    if (own.length > 0 || split === "test" || test < 1) checkLabels(`the ${split} split of ${folder}`, own, classes);
    return { labels: own, read: (positions) => images.read(positions.map((position) => places[position] as number)) };
  };
  return imageDataset({
    id: "images",
    image,
    classes,
    fingerprint: createHash("sha256")
      .update(JSON.stringify([images.hash, image, classes, seed, images.splits === undefined ? test : "given"]))
      .digest("hex"),
    splits: { train: part("train"), test: part("test") },
  });
}

async function readAny(folder: string, options: CheckedOptions, cache: FileCache): Promise<LabelledPictures> {
  const found = await stat(folder).catch((cause: unknown) => {
    throw fileFault("Reading", folder, cause);
  });
  if (found.isFile()) {
    if (/\.(?:npz|safetensors)$/.test(folder)) return readArrays(folder);
    throw new Fault("bad-data", `${folder} is a file, and neither .npz nor .safetensors.`, {
      value: folder,
      mend: "Name a folder with one folder of pictures per class, or such a file.",
    });
  }
  const names = await readdir(folder).catch((cause: unknown) => {
    throw fileFault("Reading", folder, cause);
  });
  return isIdxFolder(names) ? readIdxFolder(folder) : readPictures(folder, options, cache);
}

/** Arrays resized and coloured as the options say; pictures are so already. */
function converted(images: LabelledPictures, options: CheckedOptions): LabelledPictures {
  const [height, width, channels] = images.image;
  const [newHeight, newWidth] = sizeOf(options) ?? [height, width];
  const { colours } = options;
  const newChannels = colours === "auto" ? channels : colours === "grey" ? 1 : 3;
  if (newHeight === height && newWidth === width && newChannels === channels) return images;
  return {
    ...images,
    image: [newHeight, newWidth, newChannels],
    read: async (places) => {
      const all = new Float32Array(places.length * newHeight * newWidth * newChannels);
      const from = await images.read(places);
      for (let row = 0; row < places.length; row++) {
        const own = from.subarray(row * height * width * channels, (row + 1) * height * width * channels);
        const coloured = recolour(own, channels, newChannels);
        all.set(resizeBilinear(coloured, [height, width, newChannels], newHeight, newWidth), row * newHeight * newWidth * newChannels);
      }
      return all;
    },
  };
}

/** Grey as ITU-R BT.601 weighs colours; colours from grey are three times the same. */
function recolour(pixels: Float32Array, from: number, to: number): Float32Array {
  if (from === to) return pixels;
  if (from === 1) return Float32Array.from({ length: pixels.length * 3 }, (_, i) => pixels[Math.floor(i / 3)] as number);
  return Float32Array.from(
    { length: pixels.length / 3 },
    (_, i) => 0.299 * (pixels[3 * i] as number) + 0.587 * (pixels[3 * i + 1] as number) + 0.114 * (pixels[3 * i + 2] as number),
  );
}

type Chosen = Readonly<Record<Split, readonly number[]>>;

/** That share of every class for testing, at least one image of it on either side; or all of them. */
function drawn({ labels, classes }: LabelledPictures, share: number, random: Random): Chosen {
  const chosen: Record<Split, number[]> = { train: [], test: [] };
  const byClass = Map.groupBy(labels.keys(), (place) => labels[place] as number);
  for (const [label, places] of [...byClass].toSorted(([a], [b]) => a - b)) {
    const held = Math.max(1, Math.round(share * places.length));
    if (held >= places.length && share < 1) {
      throw new Fault(
        "bad-data",
        `Class ${classes[label]} has ${places.length} ${places.length === 1 ? "image" : "images"}, too few to hold ${held} back for testing.`,
        {
          value: places.length,
          mend: "Add images, or hold back a smaller share with test=0.1.",
        },
      );
    }
    const order = random.fork("split", label).permutation(places.length);
    for (const [position, index] of order.entries()) chosen[position < held ? "test" : "train"].push(places[index] as number);
  }
  return chosen;
}

function given(splits: readonly Split[]): Chosen {
  const places = [...splits.keys()];
  return { train: places.filter((place) => splits[place] === "train"), test: places.filter((place) => splits[place] === "test") };
}
