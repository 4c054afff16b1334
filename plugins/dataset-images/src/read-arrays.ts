import { readFile } from "node:fs/promises";
import { decodeTensors } from "@disentangle/artifacts";
import { Fault, reasonOf, type Split } from "@disentangle/core";
import { fileFault, ZipArchive } from "@disentangle/files";
import { parse } from "npyjs";
import { joinParts, type Part } from "./join-parts.ts";
import type { LabelledPictures } from "./labelled-pictures.ts";

/** An array of numbers with its shape. */
interface NumberArray {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number | bigint>;
  /** Whether its numbers are bytes, 0 to 255; else they are in [0, 1]. */
  readonly bytes: boolean;
}

/** Most bytes of an array. */
const LARGEST = 4_000_000_000;

/**
 * Images and labels of an .npz or .safetensors file: `images` [N, height, width] or [N, height, width,
 * channels], whole numbers of 8 bits from 0 to 255 or others from 0 to 1, and `labels` [N]; or
 * `train_images`, `train_labels`, `test_images` and `test_labels`.
 *
 * @throws Fault `bad-data` naming the array that is missing or not so; `io`
 */
export async function readArrays(path: string): Promise<LabelledPictures> {
  const arrays = path.endsWith(".npz") ? await readNpz(path) : await readSafetensors(path);
  const parts: readonly (readonly [Split | undefined, string])[] = arrays.has("images")
    ? [[undefined, ""]]
    : [
        ["train", "train_"],
        ["test", "test_"],
      ];
  return joinParts(
    path,
    parts.map(([split, prefix]) => ({ split, ...readPart(path, arrays, prefix) })),
  );
}

function readPart(path: string, arrays: ReadonlyMap<string, NumberArray>, prefix: string): Omit<Part, "split"> {
  const take = (name: string): NumberArray => {
    const array = arrays.get(`${prefix}${name}`);
    if (array !== undefined) return array;
    const wanted = prefix === "" ? "images and labels" : "images and labels, or train_images, train_labels, test_images and test_labels";
    throw bad(path, `it holds ${[...arrays.keys()].join(", ") || "nothing"} where ${wanted} are needed`);
  };
  const [images, labels] = [take("images"), take("labels")];
  const [count = 0, height = 0, width = 0, channels = 1] = images.shape;
  const shape = images.shape.join(" × ");
  if ((images.shape.length !== 3 && images.shape.length !== 4) || !(height > 0 && width > 0) || (channels !== 1 && channels !== 3)) {
    throw bad(path, `${prefix}images are ${shape} where N × height × width, or that × 1 or 3 channels, are needed`);
  }
  if (labels.shape.length !== 1 || labels.shape[0] !== count) {
    throw bad(path, `${prefix}labels are ${labels.shape.join(" × ")} where ${count} are needed for ${prefix}images of ${shape}`);
  }
  const pixels = new Float32Array(images.data.length);
  for (let i = 0; i < pixels.length; i++) {
    const value = images.bytes ? Number(images.data[i]) / 255 : Number(images.data[i]);
    if (!(value >= 0 && value <= 1)) throw outside(path, `${prefix}images`, value);
    pixels[i] = value;
  }
  const numbers = Int32Array.from(labels.data, Number);
  const wrong = numbers.findIndex((label, i) => label !== Number(labels.data[i]) || label < 0 || label > 9999);
  if (wrong >= 0) throw bad(path, `label ${wrong} of ${prefix}labels is ${labels.data[wrong]}, no class from 0 on`);
  return { image: [height, width, channels], pixels, labels: numbers };
}

async function readNpz(path: string): Promise<ReadonlyMap<string, NumberArray>> {
  using archive = await ZipArchive.open(path);
  const arrays = new Map<string, NumberArray>();
  for (const { name } of archive.entries()) {
    if (!/^(?:(?:train|test)_)?(?:images|labels)\.npy$/.test(name)) continue;
    const bytes = await archive.read(name, LARGEST);
    const { data: numbers, shape, dtype, fortranOrder } = parsed(path, name, () => parse(bytes.buffer));
    if (fortranOrder && shape.length > 1) throw bad(path, `${name} is in Fortran order: save numpy.ascontiguousarray of it`);
    if (!/^[iuf][1248]$/.test(dtype)) throw bad(path, `${name} holds ${dtype}, no numbers`);
    const data = numbers as unknown as ArrayLike<number | bigint>;
    const wanted = shape.reduce((product, side) => product * side, 1);
    // The library believes the header.
    if (data.length !== wanted)
      throw bad(path, `${name} holds ${data.length} numbers where its shape, ${shape.join(" × ")}, calls for ${wanted}`);
    arrays.set(name.replace(".npy", ""), { shape, data, bytes: dtype === "u1" });
  }
  return arrays;
}

async function readSafetensors(path: string): Promise<ReadonlyMap<string, NumberArray>> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw fileFault("Reading", path, cause);
  });
  const { tensors } = parsed(path, "it", () => decodeTensors(bytes));
  return new Map(Object.entries(tensors).map(([name, { shape, data, dtype }]) => [name, { shape, data, bytes: dtype === "U8" }]));
}

function parsed<T>(path: string, what: string, parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    throw bad(path, `${what} cannot be read (${reasonOf(cause)})`, cause);
  }
}

function outside(path: string, name: string, value: number): Fault {
  return new Fault("bad-data", `${path} cannot be used: ${name} hold ${value} where numbers from 0 to 1, or bytes, are needed.`, {
    value,
    mend: "Save them as whole numbers of 8 bits from 0 to 255 (uint8), or divide them by 255.",
  });
}

function bad(path: string, why: string, cause?: unknown): Fault {
  return new Fault("bad-data", `${path} cannot be used: ${why}.`, { value: path, mend: "Write the file again.", cause });
}
