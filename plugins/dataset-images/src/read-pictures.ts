import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Fault } from "@disentangle/core";
import { fileFault, type FileCache } from "@disentangle/files";
import { resizeBilinear } from "@disentangle/images";
import { decodePicture, lookAtPicture, PictureStore } from "@disentangle/images/pictures";
import type { LabelledPictures } from "./labelled-pictures.ts";
import { listPictures, type ListedPicture } from "./list-pictures.ts";
import { sizeOf, type CheckedOptions } from "./options.ts";

/** Files read at once. */
const AT_ONCE = 16;

/** What a look at a picture told. */
interface Look {
  readonly height: number;
  readonly width: number;
  readonly colour: boolean;
  readonly hash: string;
}

/**
 * The pictures of a folder with a folder per class. Every file is read once at the start, for its size and
 * hash; pictures are decoded when they are first asked for, and kept in the cache.
 *
 * @throws Fault `bad-data` naming a picture that is damaged, or of another size where none was chosen; `io`
 */
export async function readPictures(folder: string, options: CheckedOptions, cache: FileCache): Promise<LabelledPictures> {
  const { colours } = options;
  const { classes, pictures } = await listPictures(folder);
  const looks = await lookAtAll(folder, pictures);
  const [height, width] = sizeOf(options) ?? onlySize(pictures, looks);
  const channels = colours === "grey" || (colours === "auto" && looks.every(({ colour }) => !colour)) ? 1 : 3;
  const hash = createHash("sha256")
    .update(JSON.stringify([pictures, looks.map((look) => look.hash), height, width, channels]))
    .digest("hex");
  const store = await PictureStore.open(join(cache.folderOf("images"), `${hash.slice(0, 16)}.safetensors`), {
    identity: hash,
    count: pictures.length,
    shape: [height, width, channels],
    decode: async (place) => {
      const { name } = pictures[place] as ListedPicture;
      const picture = await decodePicture(name, await read(folder, name), channels);
      const pixels = resizeBilinear(picture.pixels, picture.shape, height, width);
      for (let offset = 0; offset < pixels.length; offset++) pixels[offset] = (pixels[offset] as number) / 255;
      return pixels;
    },
  });
  return {
    classes,
    image: [height, width, channels],
    labels: Int32Array.from(pictures, ({ label }) => label),
    splits: pictures[0]?.split === undefined ? undefined : pictures.map(({ split }) => split ?? "train"),
    hash,
    read: (places) => store.read(places),
  };
}

async function lookAtAll(folder: string, pictures: readonly ListedPicture[]): Promise<readonly Look[]> {
  const looks: Look[] = [];
  for (let start = 0; start < pictures.length; start += AT_ONCE) {
    const some = pictures.slice(start, start + AT_ONCE).map(async ({ name }) => {
      const bytes = await read(folder, name);
      return { ...(await lookAtPicture(name, bytes)), hash: createHash("sha256").update(bytes).digest("hex") };
    });
    looks.push(...(await Promise.all(some)));
  }
  return looks;
}

async function read(folder: string, name: string): Promise<Uint8Array> {
  return readFile(join(folder, name)).catch((cause: unknown) => {
    throw fileFault("Reading", join(folder, name), cause);
  });
}

/** The size that all pictures have. */
function onlySize(pictures: readonly ListedPicture[], looks: readonly Look[]): readonly [number, number] {
  const [first] = looks as readonly [Look, ...Look[]];
  const other = looks.findIndex(({ height, width }) => height !== first.height || width !== first.width);
  if (other < 0) return [first.height, first.width];
  const text = ({ height, width }: Look): string => `${height}x${width}`;
  throw new Fault(
    "bad-data",
    `Pictures are of different sizes: ${pictures[0]?.name} is ${text(first)}, ${pictures[other]?.name} ${text(looks[other] as Look)} (height x width).`,
    { value: pictures[other]?.name, mend: "Choose one that all are resized to, such as size=32 or size=48x64." },
  );
}
