import { open, rename, rm, stat, mkdir, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { crc32 } from "node:zlib";
import type { ImageShape } from "@disentangle/core";
import { fileFault, locked } from "@disentangle/files";

/** What a store keeps. */
export interface StoredPictures {
  /** Says which pictures these are and how they were made; a store with another one is begun afresh. */
  readonly identity: string;
  readonly count: number;
  readonly shape: ImageShape;
  /** The picture at that position, decoded and cut to shape, in [0, 1]. */
  readonly decode: (position: number) => Promise<Float32Array>;
}

/** Pictures decoded at once. */
const AT_ONCE = 8;

/** Numbers of 16 bits: their steps of 1/65535 are finer than half the rounding of a byte by two orders. */
const LEVELS = 65_535;

/**
 * Pictures decoded when they are first asked for, and kept in one file for the next time: a safetensors file
 * with `images` (U16, value · 65535) and `checksums` (U32, CRC-32 of each image's bytes, 0 where it is not
 * decoded yet). A row that does not fit its checksum is decoded again. Several processes may use the same
 * file: they write the same bytes.
 */
export class PictureStore {
  readonly #path: string;
  readonly #pictures: StoredPictures;
  readonly #checksums: Uint32Array;
  readonly #start: number;

  private constructor(path: string, pictures: StoredPictures, checksums: Uint32Array, start: number) {
    this.#path = path;
    this.#pictures = pictures;
    this.#checksums = checksums;
    this.#start = start;
  }

  /**
   * Opens the file, or makes it.
   *
   * @throws Fault `io` if its folder is read-only or full
   */
  static async open(path: string, pictures: StoredPictures): Promise<PictureStore> {
    const header = headerOf(pictures);
    const start = header.length;
    const length = start + pictures.count * (4 + 2 * sizeOf(pictures.shape));
    try {
      await mkdir(dirname(path), { recursive: true });
      await locked(path, () => make(path, header, length));
      await using file = await open(path, "r");
      const checksums = new Uint32Array(pictures.count);
      await file.read(new Uint8Array(checksums.buffer), 0, checksums.byteLength, start);
      return new PictureStore(path, pictures, checksums, start);
    } catch (cause) {
      throw fileFault("Writing", path, cause);
    }
  }

  /** The pictures at those positions, in [0, 1]. [B · height · width · channels] */
  async read(positions: Int32Array): Promise<Float32Array> {
    const size = sizeOf(this.#pictures.shape);
    const all = new Float32Array(positions.length * size);
    await using file = await open(this.#path, "r+").catch((cause: unknown) => {
      throw fileFault("Opening", this.#path, cause);
    });
    let next = 0;
    const work = async (): Promise<void> => {
      while (next < positions.length) {
        const row = next++;
        const levels = await this.#row(file, positions[row] as number, size);
        for (let offset = 0; offset < size; offset++) all[row * size + offset] = (levels[offset] as number) / LEVELS;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return all;
  }

  async #row(file: FileHandle, position: number, size: number): Promise<Uint16Array> {
    const { count, decode } = this.#pictures;
    const at = this.#start + 4 * count + 2 * size * position;
    const levels = new Uint16Array(size);
    const bytes = new Uint8Array(levels.buffer);
    if (this.#checksums[position] !== 0) {
      await file.read(bytes, 0, bytes.length, at);
      if (checksumOf(bytes) === this.#checksums[position]) return levels;
    }
    const pixels = await decode(position);
    for (let offset = 0; offset < size; offset++) levels[offset] = Math.round((pixels[offset] as number) * LEVELS);
    try {
      await file.write(bytes, 0, bytes.length, at);
      const checksum = Uint32Array.of(checksumOf(bytes));
      await file.write(new Uint8Array(checksum.buffer), 0, 4, this.#start + 4 * position);
      this.#checksums[position] = checksum[0] as number;
    } catch (cause) {
      throw fileFault("Writing", this.#path, cause);
    }
    return levels;
  }
}

function sizeOf([height, width, channels]: ImageShape): number {
  return height * width * channels;
}

/** Never 0, which stands for "not decoded yet". */
function checksumOf(bytes: Uint8Array): number {
  return crc32(bytes) || 1;
}

/**
 * The head of a safetensors file: the length of what follows, and what is where, padded so that numbers are
 * aligned.
 */
function headerOf({ identity, count, shape }: StoredPictures): Uint8Array {
  const images = 2 * count * sizeOf(shape);
  const text = JSON.stringify({
    __metadata__: { identity },
    checksums: { dtype: "U32", shape: [count], data_offsets: [0, 4 * count] },
    images: { dtype: "U16", shape: [count, ...shape], data_offsets: [4 * count, 4 * count + images] },
  });
  const body = Buffer.from(text);
  const padded = Buffer.concat([body, Buffer.alloc((8 - (body.length % 8)) % 8, " ")]);
  const head = Buffer.alloc(8);
  head.writeBigUInt64LE(BigInt(padded.length));
  return Buffer.concat([head, padded]);
}

/** Makes the file, empty and sparse, unless it is there and of the same pictures. */
async function make(path: string, header: Uint8Array, length: number): Promise<void> {
  if (await isSame(path, header, length)) return;
  const temporary = `${path}.new`;
  await rm(temporary, { force: true });
  const file = await open(temporary, "w");
  try {
    await file.writeFile(header);
    await file.truncate(length);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}

async function isSame(path: string, header: Uint8Array, length: number): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found?.size !== length) return false;
  const file = await open(path, "r");
  try {
    const there = new Uint8Array(header.length);
    await file.read(there, 0, header.length, 0);
    return Buffer.compare(there, header) === 0;
  } finally {
    await file.close();
  }
}
