import { mkdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { ioFault } from "./io-fault.ts";

/**
 * Makes a folder and those above it that are missing, one at a time: Node's own recursion never ends where a
 * file system such as `/proc` says of a new folder that its parent is missing.
 *
 * @throws Fault `io` where one cannot be made, or something else has its name
 */
export function makeFolder(path: string): void {
  const folder = resolve(path);
  const there = statSync(folder, { throwIfNoEntry: false });
  if (there?.isDirectory()) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (cause) {
    // Another process may have made it in the meantime.
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw ioFault(`Making the folder ${folder}`, dirname(folder), cause);
  }
}
