import { Fault, type ImageShape } from "@disentangle/core";
import { parseIdx, type ByteArray } from "./decode-idx.ts";

/** Images of bytes with their classes, as files of datasets hold them. */
export interface LabelledBytes {
  readonly shape: ImageShape;
  /** Row-major [count, height, width, channels], 0 to 255. */
  readonly pixels: Uint8Array;
  /** [count] */
  readonly labels: Int32Array;
}

/** An IDX file that was read: its name, for messages, and its bytes, unpacked. */
export interface IdxFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const mend = "Download or copy the files again.";

/**
 * Images and labels of two IDX files that belong together.
 *
 * @throws Fault `bad-data` naming the file that is damaged, or where counts disagree
 */
export function labelledIdx(images: IdxFile, labels: IdxFile): LabelledBytes {
  const { dimensions, values: pixels } = parsed(images);
  const { dimensions: labelDimensions, values } = parsed(labels);
  const [count, height, width, channels = 1] = dimensions as [number, number, number, number?];
  if ((dimensions.length !== 3 && dimensions.length !== 4) || !(height > 0 && width > 0) || (channels !== 1 && channels !== 3)) {
    throw bad(images.name, `its dimensions are ${dimensions.join(" × ")} where images × height × width (× 1 or 3) are needed`);
  }
  if (labelDimensions.length !== 1) throw bad(labels.name, `its dimensions are ${labelDimensions.join(" × ")} where one is needed`);
  if (labelDimensions[0] !== count) {
    throw bad(labels.name, `it holds ${labelDimensions[0]} labels where ${images.name} holds ${count} images`);
  }
  return { shape: [height, width, channels], pixels, labels: Int32Array.from(values) };
}

function parsed({ name, bytes }: IdxFile): ByteArray {
  try {
    return parseIdx(bytes);
  } catch (cause) {
    throw bad(name, (cause as Error).message, cause);
  }
}

function bad(name: string, why: string, cause?: unknown): Fault {
  return new Fault("bad-data", `${name} is damaged: ${why}.`, { value: name, mend, cause });
}
