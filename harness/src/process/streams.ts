import { once } from "node:events";

let failure: NodeJS.ErrnoException | undefined;
let readerIsGone = false;

/**
 * Lets a run outlive its readers: where `head` has seen enough, or the terminal is closed, results still go
 * to their files. A standard output that is lost otherwise, such as to a full disk, is remembered. Standard
 * error is for people alone, and nothing depends on it.
 */
export function outliveReaders(): void {
  process.stderr.on("error", () => undefined);
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    readerIsGone = true;
    if (error.code !== "EPIPE") failure ??= error;
  });
}

/**
 * Writes much to standard output, no faster than it is read.
 *
 * @returns whether anybody still reads
 */
export async function print(text: string): Promise<boolean> {
  if (readerIsGone) return false;
  if (!process.stdout.write(text)) await once(process.stdout, "drain").catch(() => undefined);
  return !readerIsGone;
}

/** Waits until all that was written has gone where it goes; answers with why some of it could not. */
export async function flushed(): Promise<NodeJS.ErrnoException | undefined> {
  for (const stream of [process.stdout, process.stderr]) await new Promise<void>((resolve) => stream.write("", () => resolve()));
  return failure;
}
