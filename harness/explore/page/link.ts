import type { Reply, Request } from "../protocol.ts";

/** The worker, as the page sees it. */
export interface Link {
  send(request: Request): void;
  /** Ends the worker at once, and with it all it holds. */
  end(): void;
}

/** Starts a worker; `crashed` is told, in words, if it dies. */
export function startLink(receive: (reply: Reply) => void, crashed: (message: string) => void): Link {
  const worker = new Worker(new URL("../worker/main.ts", import.meta.url), { type: "module" });
  worker.addEventListener("message", ({ data }: MessageEvent<Reply>) => receive(data));
  worker.addEventListener("messageerror", () => crashed("A message of the worker could not be read. Press “Start again”."));
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    const reason = event.message || "its script could not be loaded";
    crashed(`The worker that computes has stopped: ${reason}. Press “Start again”; if that does not help, reload the page.`);
  });
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows; a worker has no origin to name
    send: (request) => worker.postMessage(request),
    end: () => worker.terminate(),
  };
}
