import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { Fault } from "@disentangle/core";

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

/** The error of the file system as a fault that names the folder and how to mend it. @internal */
export function ioFault(doing: string, folder: string, cause: unknown): Fault {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
  const mend = MENDS[code] ?? "Look at the cause, mend it, or choose another folder; then start again.";
  return new Fault("io", `${doing} in ${folder} failed (${code}).`, { value: folder, mend, cause });
}

const FULL = "The disk is full: free some space or choose another folder; then start again, finished work is kept.";
const CLOSED = "The folder cannot be written to: change its permissions or choose another one; then start again.";
const GONE = "The folder is gone or not a folder: make it or choose another one; then start again.";

const MENDS: Readonly<Record<string, string>> = {
  ENOSPC: FULL,
  EDQUOT: FULL,
  EFBIG: FULL,
  EROFS: CLOSED,
  EACCES: CLOSED,
  EPERM: CLOSED,
  ENOENT: GONE,
  ENOTDIR: GONE,
  EEXIST: GONE,
};

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
