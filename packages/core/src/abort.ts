import { Fault } from "./fault.ts";

/** Throws a {@link Fault} `aborted` once the signal says so. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new Fault("aborted", "The caller asked to stop.", { cause: signal.reason });
}
