import { open, stat, statfs } from "node:fs/promises";
import { Fault } from "@disentangle/core";
import { codeOf, fileFault } from "./file-fault.ts";
import { sizeText } from "./size-text.ts";

/** Bytes of a file; 0 where there is none. */
export async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return 0;
    throw fileFault("Reading", path, cause);
  }
}

/** Refuses to write so many bytes into a folder where they do not fit. */
export async function demandSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder).catch((cause: unknown) => {
    throw fileFault("Looking at the disk of", folder, cause);
  });
  if (bavail * bsize >= bytes) return;
  throw new Fault("io", `${sizeText(bytes)} do not fit on the disk of ${folder}, which has ${sizeText(bavail * bsize)} left.`, {
    value: folder,
    mend: "Free some space, or choose another folder with --data.",
  });
}

/** Makes a rename outlive a loss of power; systems that cannot do so are left alone. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
