import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { Fault } from "@disentangle/core";
import { fileFault, ZipArchive } from "@disentangle/files";

/** Most bytes of one photograph. */
const LARGEST = 20_000_000;

/** The aligned photographs, in a folder or in the archive. */
export interface Photographs {
  /** For messages. */
  readonly path: string;
  readonly names: ReadonlySet<string>;
  /**
   * Hash of names with checksums (archive) or sizes (folder): reading 1.4 GB at every start would take long.
   */
  readonly hash: string;
  readonly read: (name: string) => Promise<Uint8Array>;
}

/**
 * Finds the photographs: `img_align_celeba.zip` in the folder, else the JPEGs in its folder
 * `img_align_celeba`, else those in the folder.
 *
 * @throws Fault `io` or `bad-data` if there are none or they cannot be read
 */
export async function findPhotographs(folder: string): Promise<Photographs> {
  const archive = join(folder, "img_align_celeba.zip");
  const inner = join(folder, "img_align_celeba");
  const found = existsSync(archive) ? await inArchive(archive) : await inFolder(existsSync(inner) ? inner : folder);
  if (found.names.size > 0) return found;
  throw new Fault("bad-data", `There are no JPEGs in ${found.path}.`, {
    value: folder,
    mend: "Put img_align_celeba.zip or its unpacked folder there.",
  });
}

async function inArchive(path: string): Promise<Photographs> {
  // It stays open as long as the dataset may be asked for images: as long as the process.
  const archive = await ZipArchive.open(path);
  const entries = archive.entries().filter(({ name }) => isPhotograph(name));
  const places = new Map(entries.map(({ name }) => [name.slice(name.lastIndexOf("/") + 1), name]));
  const list = entries.map(({ name, checksum }) => [name.slice(name.lastIndexOf("/") + 1), checksum] as const);
  return {
    path,
    names: new Set(places.keys()),
    hash: hashOf(list),
    read: (name) => archive.read(places.get(name) as string, LARGEST),
  };
}

async function inFolder(path: string): Promise<Photographs> {
  try {
    const names = (await readdir(path)).filter(isPhotograph);
    const list: (readonly [string, number])[] = [];
    for (let start = 0; start < names.length; start += 1000) {
      const some = names.slice(start, start + 1000).map(async (name) => [name, (await stat(join(path, name))).size] as const);
      list.push(...(await Promise.all(some)));
    }
    const read = async (name: string): Promise<Uint8Array> =>
      readFile(join(path, name)).catch((cause: unknown) => {
        throw fileFault("Reading", join(path, name), cause);
      });
    return { path, names: new Set(names), hash: hashOf(list), read };
  } catch (cause) {
    throw fileFault("Reading", path, cause);
  }
}

function isPhotograph(name: string): boolean {
  return /\.jpe?g$/i.test(name);
}

function hashOf(list: readonly (readonly [name: string, number])[]): string {
  const sorted = list.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(sorted)).digest("hex");
}
