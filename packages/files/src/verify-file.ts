import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Remote } from "@disentangle/core";
import ssri from "ssri";
import { codeOf, fileFault } from "./file-fault.ts";

/** What a look at a file told. */
export type FileState = "here" | "missing" | "damaged";

/**
 * Whether a file is there and is, by size and hash, what it should be.
 *
 * @throws Fault `io` if it cannot be read
 */
export async function verifyFile(path: string, { bytes, hash }: Pick<Remote, "bytes" | "hash">): Promise<FileState> {
  try {
    const found = await stat(path);
    if (!found.isFile() || found.size !== bytes) return "damaged";
    await ssri.checkStream(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
    return "here";
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT") return "missing";
    if (code === "EINTEGRITY") return "damaged";
    throw fileFault("Reading", path, error);
  }
}
