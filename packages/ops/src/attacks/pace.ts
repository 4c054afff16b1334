import { throwIfAborted } from "@disentangle/core";

/** Milliseconds of work after which the event loop gets its turn. */
const TURN = 8;

/**
 * The pace of a long loop: what it returns is called before every round, throws where the caller asked to
 * stop, and now and then gives way to the event loop, so that such a request can arrive at all (TensorFlow.js
 * on a CPU never does by itself).
 *
 * @throws Fault `aborted`
 */
export function pace(signal: AbortSignal): () => Promise<void> {
  let last = performance.now();
  return async () => {
    throwIfAborted(signal);
    if (performance.now() - last < TURN) return;
    await turn();
    last = performance.now();
    throwIfAborted(signal);
  };
}

/** Lets the event loop run once. In pages by a message, as browsers hold timers back for 4 ms. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === "function") {
      setImmediate(resolve);
      return;
    }
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener("message", () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(null);
  });
}
