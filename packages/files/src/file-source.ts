import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { Fault } from "@disentangle/core";
import { fileFault } from "./file-fault.ts";
import { unpack } from "./unpack.ts";
import { ZipArchive } from "./zip-archive.ts";

/** Where files of a dataset lie: a folder, or an archive. */
export interface FileSource extends Disposable {
  /** For messages. */
  readonly path: string;
  /** Names of the files, with slashes where they lie in folders. */
  readonly names: readonly string[];
  /** The bytes of a file as they are stored; `limit` is the most it may have. */
  read(name: string, limit: number): Promise<Uint8Array<ArrayBuffer>>;
}

/**
 * Opens a folder (its own files, and those of the folders in it where `nested` names them) or a zip file.
 *
 * @throws Fault `io` if it cannot be read, `bad-data` if it is neither
 */
export async function openSource(path: string, nested: readonly string[] = []): Promise<FileSource> {
  const found = await stat(path).catch((cause: unknown) => {
    throw fileFault("Reading", path, cause);
  });
  if (found.isFile()) {
    if (!path.toLowerCase().endsWith(".zip")) {
      throw new Fault("bad-data", `${path} is a file where a folder or a zip file was expected.`, { value: path, mend: "Check the path." });
    }
    const archive = await ZipArchive.open(path);
    return {
      path,
      names: archive.entries().map(({ name }) => name),
      read: (name, limit) => archive.read(name, limit),
      [Symbol.dispose]: () => archive[Symbol.dispose](),
    };
  }
  const names: string[] = [];
  for (const folder of ["", ...nested]) names.push(...(await filesIn(path, folder)));
  return { path, names, read: (name, limit) => readWhole(join(path, name), limit), [Symbol.dispose]: () => undefined };
}

async function filesIn(root: string, folder: string): Promise<string[]> {
  try {
    const entries = await readdir(join(root, folder), { withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory()).map(({ name }) => (folder === "" ? name : `${folder}/${name}`));
  } catch (cause) {
    if (folder !== "") return [];
    throw fileFault("Reading", root, cause);
  }
}

async function readWhole(path: string, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const { size } = await stat(path);
    if (size <= limit) return new Uint8Array(await readFile(path));
    throw new Fault("bad-data", `${path} has ${size} bytes, more than the ${limit} it may have.`, { value: size, mend: "Check the path." });
  } catch (cause) {
    throw fileFault("Reading", path, cause);
  }
}

/**
 * The content of the file with that name, or that name with `.gz` or `.br`, wherever in the source it lies;
 * unpacked.
 *
 * @returns undefined where there is none
 * @throws Fault `bad-data` if it is damaged or unpacks to more than `limit` bytes
 */
export async function readUnpacked(source: FileSource, name: string, limit: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  for (const candidate of [name, `${name}.gz`, `${name}.br`]) {
    const found = source.names.find((each) => each === candidate || each.endsWith(`/${candidate}`));
    // Compressed, it is not much larger than what is in it.
    if (found !== undefined) return unpack(found, await source.read(found, limit + 4096), limit);
  }
  return undefined;
}
