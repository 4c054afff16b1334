import { constants } from "node:fs";
import { lstat, open, realpath, stat, type FileHandle } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Fault } from "@disentangle/core";
import { ioFault } from "./io-fault.ts";
import { inTheWay } from "./read-regular-file.ts";
import { writeFileAtomic } from "./write-file-atomic.ts";

/** Milliseconds that a pipe may wait for somebody who reads it. */
const PATIENCE = 8000;

/**
 * Writes to what a path names, as a shell would: a file is replaced as a whole, where a link leads, too; a
 * pipe or a device is written to.
 *
 * @throws Fault `io` where that cannot be, what the pieces throw
 */
export async function writeThrough(path: string, content: AsyncIterable<string>): Promise<void> {
  const entry = await stat(path).catch(() => undefined);
  const leadsNowhere = entry === undefined && (await lstat(path).catch(() => undefined)) !== undefined;
  if (entry?.isFile() || (entry === undefined && !leadsNowhere)) return writeFileAtomic(await realpath(path).catch(() => path), content);
  if (entry?.isDirectory()) throw inTheWay(path, "a folder");
  try {
    await using file = await openStream(path, entry?.isFIFO() === true);
    for await (const text of content) await file.writeFile(text);
  } catch (cause) {
    if (Fault.is(cause)) throw cause;
    throw ioFault(`Writing to ${basename(path)}`, dirname(path), cause);
  }
}

/** Opens a device, or a pipe once it has a reader: to open it before would wait, and nothing ends that. */
async function openStream(path: string, isPipe: boolean): Promise<FileHandle> {
  if (!isPipe) return open(path, "w");
  for (const until = Date.now() + PATIENCE; ; await pause(50)) {
    try {
      // Held until the other is open, so that the reader is still there.
      await using _probe = await open(path, constants.O_WRONLY | (constants.O_NONBLOCK ?? 0));
      return await open(path, "w");
    } catch (cause) {
      if (!(cause instanceof Error && "code" in cause && cause.code === "ENXIO") || Date.now() > until) throw cause;
    }
  }
}
