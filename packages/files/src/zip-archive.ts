import { crc32 } from "node:zlib";
import { Fault, reasonOf } from "@disentangle/core";
import { openPromise, type Entry, type ZipFile } from "yauzl";
import { codeOf, fileFault } from "./file-fault.ts";

/** A file in an archive. */
export interface ZipEntry {
  /** Path in the archive, with slashes; never absolute, never with `..`. */
  readonly name: string;
  /** Size unpacked, as the archive says. */
  readonly bytes: number;
  /** CRC-32 of the content, as the archive says. */
  readonly checksum: number;
}

/** Most files that an archive may list. */
const MOST_ENTRIES = 5_000_000;

/** A zip file, open for reading; nothing is unpacked to disk. */
export class ZipArchive implements Disposable {
  readonly path: string;
  readonly #zip: ZipFile;
  readonly #entries: ReadonlyMap<string, Entry>;

  private constructor(path: string, zip: ZipFile, entries: ReadonlyMap<string, Entry>) {
    this.path = path;
    this.#zip = zip;
    this.#entries = entries;
  }

  /**
   * Opens an archive and reads what it lists.
   *
   * @throws Fault `io` if it cannot be read, `bad-data` if it is no zip file, truncated, or lists absolute
   * names or names with `..`
   */
  static async open(path: string): Promise<ZipArchive> {
    let zip: ZipFile | undefined;
    try {
      zip = await openPromise(path, { autoClose: false, lazyEntries: true });
      if (zip.entryCount > MOST_ENTRIES) throw new Error(`it lists ${zip.entryCount} files`);
      const entries = new Map<string, Entry>();
      for await (const entry of zip.eachEntry()) if (!entry.fileName.endsWith("/")) entries.set(entry.fileName, entry);
      return new ZipArchive(path, zip, entries);
    } catch (cause) {
      zip?.close();
      throw codeOf(cause) === undefined ? damaged(path, reasonOf(cause), cause) : fileFault("Reading", path, cause);
    }
  }

  /** What it lists, folders aside, in its order. */
  entries(): ZipEntry[] {
    return Array.from(this.#entries.values(), ({ fileName, uncompressedSize, crc32: checksum }) => ({
      name: fileName,
      bytes: uncompressedSize,
      checksum,
    }));
  }

  /**
   * The content of a file, checked against size and checksum.
   *
   * @param limit most bytes that it may have; guards against bombs, as no more than the listed size is ever
   * unpacked
   * @throws Fault `bad-data` if it is not listed, larger than the limit, damaged or encrypted
   */
  async read(name: string, limit: number): Promise<Uint8Array<ArrayBuffer>> {
    const entry = this.#entries.get(name);
    if (entry === undefined) throw damaged(this.path, `it does not hold ${name}`);
    const { uncompressedSize: size } = entry;
    if (size > limit) throw damaged(this.path, `${name} in it has ${size} bytes, more than the ${limit} it may have`);
    const bytes = new Uint8Array(size);
    try {
      let done = 0;
      for await (const chunk of (await this.#zip.openReadStreamPromise(entry)) as AsyncIterable<Uint8Array>) {
        bytes.set(chunk, done);
        done += chunk.length;
      }
    } catch (cause) {
      throw damaged(this.path, `${name} in it cannot be unpacked (${reasonOf(cause)})`, cause);
    }
    if (crc32(bytes) !== entry.crc32) throw damaged(this.path, `the checksum of ${name} in it is wrong`);
    return bytes;
  }

  [Symbol.dispose](): void {
    this.#zip.close();
  }
}

function damaged(path: string, why: string, cause?: unknown): Fault {
  return new Fault("bad-data", `${path} cannot be used: ${why}.`, { value: path, mend: "Download or copy the archive again.", cause });
}
