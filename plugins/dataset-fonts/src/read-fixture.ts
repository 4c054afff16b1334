import { Fault } from "@disentangle/core";
import type { PrototypeFiles } from "./load-prototypes.ts";

/**
 * Reads the two files that ship with this package: from disk in Node, by fetch in a page.
 *
 * @throws Fault `io` if one cannot be read
 */
export async function readFixture(): Promise<PrototypeFiles> {
  const [pixels, index] = await Promise.all([
    read(new URL("../data/prototypes.idx.gz", import.meta.url)),
    read(new URL("../data/prototypes.json", import.meta.url)),
  ]);
  return { pixels, index: new TextDecoder().decode(index) };
}

async function read(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  try {
    if (url.protocol === "file:") {
      const { readFile } = await import("node:fs/promises");
      return new Uint8Array(await readFile(url));
    }
    const response = await fetch(url);
    if (!response.ok) throw new Error(`status ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    throw new Fault("io", `Cannot read ${url.href}.`, { value: url.href, mend: "Install @disentangle/dataset-fonts again.", cause });
  }
}
