import { lstatSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { temporaryPrefix } from "./write-file-atomic.ts";

const DAY = 24 * 60 * 60 * 1000;

/**
 * Removes the temporary files that killed processes left in a folder; those of processes still writing stay.
 * A process of this machine is asked after by its id, one of another machine that shares the folder counts as
 * dead after a day.
 *
 * @param dry whether they are only named
 * @returns their paths
 */
export function cleanLeftovers(folder: string, dry = false): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    if (!name.startsWith(".writing~")) return [];
    const path = join(folder, name);
    const entry = lstatSync(path, { throwIfNoEntry: false });
    // A folder of such a name is not ours.
    if (!entry?.isFile() || !isLeftover(name, entry.mtimeMs)) return [];
    if (!dry) rmSync(path, { force: true });
    return [path];
  });
}

function isLeftover(name: string, modified: number): boolean {
  if (Date.now() - modified > DAY) return true;
  if (!name.startsWith(temporaryPrefix(""))) return false;
  const pid = Number(name.split("~")[2]);
  // In a container the killed process often had the id of this one.
  if (pid === process.pid) return modified < Date.now() - process.uptime() * 1000;
  return !isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
