import { Fault, reasonOf } from "@disentangle/core";
import { decodeIdx, type ByteArray } from "@disentangle/images";
import * as v from "valibot";
import { fontCount, imageSide, letters } from "./layout.ts";
import type { Prototypes } from "./prototypes.ts";
import { sha256 } from "./sha256.ts";

/** The two files of the fixture, from wherever they were read. */
export interface PrototypeFiles {
  /** `prototypes.idx.gz`: gzipped IDX, unsigned bytes, 1000 × 10 × 28 × 28. */
  readonly pixels: Uint8Array<ArrayBuffer>;
  /** `prototypes.json`: hash of the pixels and what each typeface is. */
  readonly index: string;
}

const dimensions = [fontCount, letters.length, imageSide, imageSide];
const mend = "Install @disentangle/dataset-fonts again, or restore the file from its repository.";

const indexSchema = v.object({
  dimensions: v.tuple(dimensions.map((dimension) => v.literal(dimension))),
  pixelHash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  faces: v.pipe(v.array(v.object({ family: v.string(), weight: v.number(), style: v.string() })), v.length(fontCount)),
});

/**
 * Decodes the prototypes and verifies them against their hash. Runs in Node and in a page, which may fetch
 * the files.
 *
 * @throws Fault `bad-data` if one of the files is truncated, changed or does not belong to the other
 */
export async function loadPrototypes(files: PrototypeFiles): Promise<Prototypes> {
  const index = readIndex(files.index);
  const { values } = await readPixels(files.pixels);
  const hash = await sha256(values);
  if (hash !== index.pixelHash) {
    throw new Fault("bad-data", "prototypes.idx.gz does not hold the pixels that prototypes.json describes.", { value: hash, mend });
  }
  let pixels: Float32Array | undefined;
  return {
    fontCount,
    // Four times as large as the bytes, and not needed where a run is only planned.
    get pixels() {
      return (pixels ??= scaled(values));
    },
    hash,
    faces: index.faces,
  };
}

/** Bytes as values from 0 to 1. */
function scaled(values: Uint8Array): Float32Array {
  const pixels = new Float32Array(values.length);
  for (let position = 0; position < values.length; position++) pixels[position] = (values[position] as number) / 255;
  return pixels;
}

function readIndex(text: string): v.InferOutput<typeof indexSchema> {
  try {
    return v.parse(indexSchema, JSON.parse(text));
  } catch (cause) {
    throw new Fault("bad-data", `prototypes.json is damaged: ${reasonOf(cause)}.`, { mend, cause });
  }
}

async function readPixels(bytes: Uint8Array<ArrayBuffer>): Promise<ByteArray> {
  try {
    const pixels = await decodeIdx(bytes);
    if (pixels.dimensions.join() !== dimensions.join()) throw new Error(`its dimensions are ${pixels.dimensions.join(" × ")}`);
    return pixels;
  } catch (cause) {
    throw new Fault("bad-data", `prototypes.idx.gz is damaged: ${reasonOf(cause)}.`, { mend, cause });
  }
}
