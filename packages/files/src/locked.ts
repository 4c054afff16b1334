import { setTimeout as wait } from "node:timers/promises";
import { Fault, throwIfAborted } from "@disentangle/core";
import { lock } from "proper-lockfile";
import { codeOf, fileFault } from "./file-fault.ts";

/** What a locked piece of work may want. */
export interface LockOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called once when another process holds the lock. */
  readonly waiting?: (() => void) | undefined;
}

/** Without a sign of life for so long, in milliseconds, a holder counts as dead. */
const STALE = 20_000;

/**
 * Does `work` while no other process that asks for the same path does; waits for it as long as it lives. Its
 * signal aborts with the caller's, and where the lock is lost.
 *
 * @throws Fault `aborted`; `io` where the folder of the path cannot be written to, or the lock was lost
 */
export async function locked<T>(path: string, work: (signal: AbortSignal) => Promise<T>, options: LockOptions = {}): Promise<T> {
  const lost = new AbortController();
  const release = await acquire(path, lost, options);
  try {
    return await work(options.signal === undefined ? lost.signal : AbortSignal.any([options.signal, lost.signal]));
  } catch (cause) {
    // Not the caller asked to stop.
    if (!lost.signal.aborted || options.signal?.aborted) throw cause;
    throw new Fault("io", `Another process took over the lock of ${path}, or removed it.`, {
      value: path,
      mend: "Run it again: what is finished is kept.",
      cause,
    });
  } finally {
    await release().catch(() => undefined);
  }
}

async function acquire(path: string, lost: AbortController, { signal, waiting }: LockOptions): Promise<() => Promise<void>> {
  for (let told = false; ; told = true) {
    throwIfAborted(signal);
    try {
      return await lock(path, { realpath: false, stale: STALE, update: STALE / 4, onCompromised: (error) => lost.abort(error) });
    } catch (error) {
      if (codeOf(error) !== "ELOCKED") throw fileFault("Locking", path, error);
    }
    if (!told) waiting?.();
    await wait(200, undefined, signal && { signal }).catch((cause: unknown) => {
      throw new Fault("aborted", "The caller asked to stop.", { cause });
    });
  }
}
