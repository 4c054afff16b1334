import { Fault } from "@disentangle/core";
import { pathOf } from "./paths.ts";

/** A running worker, whichever kind of thread it is. */
export interface RunningWorker {
  /** Ends it. */
  terminate(): void;
}

/**
 * Starts a worker of the pool and waits until it runs. `died` is called, at the latest when the event loop
 * turns, if it ends before it is terminated.
 */
export async function startWorker(start: object, died: (cause: unknown) => void): Promise<RunningWorker> {
  return isNode() ? startInNode(start, died) : startInBrowser(start, died);
}

/** Whether this is Node (or something that presents itself as Node) rather than a page. */
export function isNode(): boolean {
  return typeof process !== "undefined" && process.versions?.node !== undefined;
}

async function startInNode(start: object, died: (cause: unknown) => void): Promise<RunningWorker> {
  const { Worker } = process.getBuiltinModule("node:worker_threads");
  // By the package's own name: right from source, from the build and under a test runner alike.
  const url = pathOf("worker.js") ?? new URL(import.meta.resolve("@disentangle/backend-simd/worker"));
  // None of this process's own flags: a worker refuses those of V8 (`--expose-gc`) and would misread
  // `--input-type`.
  const worker = new Worker(url, { workerData: start, execArgv: [] });
  let ended = false;
  await new Promise<void>((resolve, reject) => {
    worker.once("message", () => resolve());
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`The worker exited with code ${code}.`)));
  });
  worker.on("error", (cause) => died(cause));
  worker.on("exit", (code) => {
    if (!ended) died(new Error(`The worker exited with code ${code}.`));
  });
  worker.unref();
  return {
    terminate(): void {
      ended = true;
      void worker.terminate();
    },
  };
}

async function startInBrowser(start: object, died: (cause: unknown) => void): Promise<RunningWorker> {
  const path = pathOf("worker.js");
  const worker =
    path === undefined
      ? // Written so that bundlers find the file; they work on the build, hence its ending.
        new Worker(new URL("./worker.js", import.meta.url), { type: "module" })
      : new Worker(path, { type: "module" });
  await new Promise<void>((resolve, reject) => {
    worker.addEventListener("message", () => resolve(), { once: true });
    worker.addEventListener("error", (event) => reject(cannotStart(path, event)), { once: true });
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker, not a window
    worker.postMessage(start);
  });
  worker.addEventListener("error", (event) => died(new Error(event.message)));
  return { terminate: (): void => worker.terminate() };
}

/** A file that is not there is an event without a message. */
function cannotStart(path: URL | undefined, { message }: ErrorEvent): Fault {
  const where = path === undefined ? "of this package" : path.href;
  return new Fault("unavailable", `The worker ${where} cannot be started${message ? `: ${message}` : ", or is not there"}.`, {
    value: path?.href,
    mend: "Serve the package's worker, bundled as a module of its own, and say where with setSimdPaths.",
  });
}
