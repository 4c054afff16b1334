import { open, rm } from "node:fs/promises";
import type { Dispatcher } from "undici";
import { sizeOf } from "./disk.ts";
import { fileFault } from "./file-fault.ts";
import { isPassing, ServerTrouble, troubleOf } from "./server-trouble.ts";

/** What one request needs. */
export interface Request {
  readonly url: string;
  /** File that the bytes are appended to; it may hold some from before. */
  readonly part: string;
  /** Size of the whole file. */
  readonly bytes: number;
  readonly dispatcher: Dispatcher;
  readonly signal: AbortSignal;
  /** Called with the number of bytes there are now. */
  readonly progress: (done: number) => void;
}

/**
 * Asks for what is missing of a file and appends it; where a server knows no ranges, it sends all and the
 * file starts afresh.
 *
 * @returns whether the file goes on from an earlier request
 * @throws ServerTrouble if the server fails, sends too little or too much; Fault `io` if the part cannot be
 * written
 */
export async function requestRest(request: Request): Promise<boolean> {
  const { part, bytes } = request;
  const there = await sizeOf(part);
  if (there === bytes) return true;
  const from = there < bytes ? there : 0;
  const { statusCode, headers, body } = await ask(request, from);
  // An error of the body that nobody waits for must not end the process.
  body.on("error", () => undefined);
  try {
    // The part is longer than the file there, or the server cannot count: begin again.
    if (statusCode === 416) await rm(part, { force: true });
    if (statusCode !== 200 && statusCode !== 206) throw new ServerTrouble(`status ${statusCode}`, isPassing(statusCode));
    const start = statusCode === 200 ? 0 : startOf(headers["content-range"]);
    if (start !== 0 && start !== from) throw new ServerTrouble(`it does not send the bytes from ${from} on`, false);
    const length = Number(headers["content-length"] ?? bytes - start);
    if (start + length !== bytes) throw new ServerTrouble(`it has ${start + length} bytes where the file has ${bytes}`, false);
    await append(request, start, body);
    return start > 0;
  } finally {
    body.destroy();
  }
}

async function ask({ url, dispatcher, signal }: Request, from: number): Promise<Dispatcher.ResponseData> {
  try {
    const { origin, pathname, search } = new URL(url);
    // Unpacking a transfer encoding would change the bytes that the hash is of.
    const headers = { "user-agent": "disentangle", "accept-encoding": "identity", ...(from > 0 && { range: `bytes=${from}-` }) };
    return await dispatcher.request({ origin, path: `${pathname}${search}`, method: "GET", signal, headers });
  } catch (error) {
    throw troubleOf(error);
  }
}

function startOf(range: string | string[] | undefined): number {
  return Number(/^bytes (\d+)-/.exec(String(range))?.[1] ?? Number.NaN);
}

/** Writes what comes to the file from `start` on. What was written stays, whatever happens. */
async function append({ part, bytes, progress }: Request, start: number, body: AsyncIterable<Uint8Array>): Promise<void> {
  const file = await open(part, start === 0 ? "w" : "a").catch((cause: unknown) => {
    throw fileFault("Writing", part, cause);
  });
  let done = start;
  try {
    for await (const chunk of bodyOf(body)) {
      if (done + chunk.length > bytes) throw new ServerTrouble(`it sends more than ${bytes} bytes`, false);
      await file.writeFile(chunk);
      done += chunk.length;
      progress(done);
    }
    await file.sync();
  } catch (cause) {
    throw cause instanceof ServerTrouble ? cause : fileFault("Writing", part, cause);
  } finally {
    await file.close();
  }
  if (done < bytes) throw new ServerTrouble(`it stopped at ${done} of ${bytes} bytes`, true);
}

/** The chunks of a body; what breaks it is the server's trouble, not the disk's. */
async function* bodyOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw troubleOf(error);
  }
}
