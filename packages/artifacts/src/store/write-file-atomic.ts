import { randomUUID } from "node:crypto";
import { open, rename, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { Fault } from "@disentangle/core";
import { ioFault } from "./io-fault.ts";
import { inTheWay } from "./read-regular-file.ts";

/**
 * Writes a whole file or nothing: the content goes to a temporary name in the same folder, is flushed to
 * disk, then takes the final name. A reader sees the old file or the new one, also when the process is killed
 * or several write at once (the last one stays).
 *
 * @param content all of it, or piece by piece, so that no more than a piece is in memory
 * @throws Fault `io` where the folder is full, read-only or gone, or what the pieces throw; what was there
 * before stays as it was
 */
export async function writeFileAtomic(path: string, content: string | Uint8Array | AsyncIterable<string>): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `${temporaryPrefix(process.pid)}${randomUUID()}~${basename(path)}`);
  try {
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncFolder(folder);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    if (Fault.is(cause)) throw cause;
    if (await isFolder(path)) throw inTheWay(path, "a folder");
    throw ioFault(`Writing ${basename(path)}`, folder, cause);
  }
}

/**
 * What names of temporary files of that process start with; tells whose they are when they are left behind.
 * @internal
 */
export function temporaryPrefix(pid: number | ""): string {
  const machine = hostname().replaceAll(/[^A-Za-z0-9-]/g, "-");
  return `.writing~${machine}~${pid}${pid === "" ? "" : "~"}`;
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}

/** Makes the new name itself survive a power cut, where the system can flush a folder. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch {
    // Windows cannot flush a folder; the file itself is flushed already.
  }
}
