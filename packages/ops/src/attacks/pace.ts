import { Fault } from "@disentangle/core";

/** Milliseconds of work after which the event loop gets its turn. */
const TURN = 8;

/**
 * The pace of a long loop: what it returns is called before every round, throws where the caller asked to stop, and now and then gives way
 * to the event loop, so that such a request can arrive at all (TensorFlow.js on a CPU never does by itself).
 *
 * @throws Fault `aborted`
 */
export function pace(signal: AbortSignal): () => Promise<void> {
  let last = performance.now();
  return async () => {
    throwIfAborted(signal);
    if (performance.now() - last < TURN) return;
    await new Promise<void>((resolve) => (typeof setImmediate === "function" ? setImmediate(resolve) : setTimeout(resolve)));
    last = performance.now();
    throwIfAborted(signal);
  };
}

function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new Fault("aborted", "The caller asked to stop.", { cause: signal.reason });
}
