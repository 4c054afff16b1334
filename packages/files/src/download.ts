import { rm } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { Fault, throwIfAborted, type Remote } from "@disentangle/core";
import type { Dispatcher } from "undici";
import { fileFault } from "./file-fault.ts";
import { requestRest } from "./request-rest.ts";
import { ServerTrouble } from "./server-trouble.ts";
import { verifyFile } from "./verify-file.ts";

/** How patient a download is. */
export interface Patience {
  /** A server that sends nothing for so long, in milliseconds, is given up; default 30,000. */
  readonly stall?: number | undefined;
  /** Requests in a row that bring nothing before the next mirror is tried; default 5. */
  readonly attempts?: number | undefined;
  /** Wait after the first of them, in milliseconds, doubled by each further one; default 1000. */
  readonly pause?: number | undefined;
}

/** What a download needs. */
export interface Download {
  /** File that collects the bytes; one that a broken download left is continued. */
  readonly part: string;
  readonly dispatcher: Dispatcher;
  readonly signal: AbortSignal;
  readonly patience: Patience;
  /** Called with the number of bytes there are, as they come. */
  readonly progress: (done: number) => void;
}

/**
 * Downloads a file from the first place that has it whole and right; goes on where it broke off.
 *
 * @throws Fault `unavailable` saying what became of every place; `bad-data` if the last of them has other
 * bytes; `io`; `aborted`
 */
export async function download(file: Remote, options: Download): Promise<void> {
  const problems: string[] = [];
  let wrong = false;
  for (const url of [file.url, ...(file.mirrors ?? [])]) {
    const problem = await tryPlace(url, file, options);
    if (problem === undefined) return;
    wrong = problem.wrong;
    problems.push(`${url}: ${problem.words}`);
  }
  const why = `${file.name} cannot be downloaded. ${problems.join("; ")}.`;
  throw wrong
    ? new Fault("bad-data", why, { value: file.name, mend: "The publisher may have changed the file: get the right one by hand." })
    : new Fault("unavailable", why, {
        value: file.name,
        mend: "Check the network and the proxy (HTTPS_PROXY), then run it again: it goes on where it stopped.",
      });
}

interface Problem {
  readonly words: string;
  /** The place has other bytes than the hash is of. */
  readonly wrong: boolean;
}

/** Asks one place until the file is whole and right, or it is no use; returns what was wrong. */
async function tryPlace(url: string, file: Remote, options: Download): Promise<Problem | undefined> {
  const { part, dispatcher, signal, patience } = options;
  const attempts = patience.attempts ?? 5;
  let reached = 0;
  for (let failures = 0; ;) {
    const before = reached;
    const progress = (done: number): void => {
      reached = Math.max(reached, done);
      options.progress(done);
    };
    try {
      const continued = await requestRest({ url, part, bytes: file.bytes, dispatcher, signal, progress });
      if ((await verifyFile(part, file)) === "here") return undefined;
      await rm(part, { force: true }).catch((cause: unknown) => {
        throw fileFault("Removing", part, cause);
      });
      // What was continued may have begun with another file's bytes: once more, from the start.
      if (!continued) return { words: "other bytes than the hash is of", wrong: true };
    } catch (error) {
      throwIfAborted(signal);
      if (!(error instanceof ServerTrouble)) throw error;
      failures = reached > before ? 1 : failures + 1;
      if (!error.passing || failures >= attempts) return { words: error.message, wrong: false };
      await pause((patience.pause ?? 1000) * 2 ** (failures - 1), signal);
    }
  }
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await wait(milliseconds, undefined, { signal }).catch(() => throwIfAborted(signal));
}
