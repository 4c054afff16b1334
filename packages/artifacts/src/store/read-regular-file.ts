import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { Fault } from "@disentangle/core";
import { ioFault } from "./io-fault.ts";

/**
 * What a file holds; undefined where there is none. A folder, a pipe, a socket or a device of that name is
 * refused at once, as reading one may never end, or answer with anything.
 *
 * @throws Fault `io` that says what to remove, or why the system refuses
 * @internal
 */
export async function readRegularFile(path: string): Promise<Uint8Array | undefined> {
  try {
    // Opening a pipe would wait for its writer.
    await using file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const entry = await file.stat();
    if (!entry.isFile()) throw inTheWay(path, entry.isDirectory() ? "a folder" : entry.isFIFO() ? "a pipe" : "a device");
    return await file.readFile();
  } catch (cause) {
    if (Fault.is(cause)) throw cause;
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    if (code === "ENOENT") return undefined;
    if (code === "ENXIO") throw inTheWay(path, "a socket");
    if (code === "ELOOP") throw inTheWay(path, "a link that leads back to itself");
    throw ioFault(`Reading ${basename(path)}`, dirname(path), cause);
  }
}

/** What is wrong with something that has the name of a file of ours, and is none. @internal */
export function inTheWay(path: string, what: string): Fault {
  return new Fault("io", `In place of the file ${path} there is ${what}.`, {
    value: path,
    mend: "Remove it, or give it another name; then start again, finished work is kept.",
  });
}
