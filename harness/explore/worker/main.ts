// The worker behind the page: it computes, the page draws. One task at a time; glyphs are looked at between
// its steps.
import { Fault } from "@disentangle/core";
import type { Reply, Request } from "../protocol.ts";
import { inWords } from "./in-words.ts";
import { Session } from "./session.ts";

// The types of a page are in force, where this would be a window.
const scope = globalThis as unknown as Pick<Worker, "addEventListener" | "postMessage">;

let session: Session | undefined;
let task: AbortController | undefined;

scope.addEventListener("message", ({ data }: MessageEvent<Request>) => {
  handle(data).catch(report);
});

// An error of the device surfaces in whichever promise waits for it.
globalThis.addEventListener("unhandledrejection", ({ reason }) => report(reason));

function tell(reply: Reply): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows; a page has no origin to name to its worker
  scope.postMessage(reply);
}

async function handle(request: Request): Promise<void> {
  switch (request.kind) {
    case "open":
      session = await Session.open(request.backend, tell);
      return;
    case "cancel":
      task?.abort();
      return;
    case "look":
      await demandSession().look(request.glyph);
      return;
    case "decode":
      await demandSession().decode(request.point);
      return;
    case "encode":
      await demandSession().encode(request.glyph);
      return;
    case "learn":
      await alone((signal) => demandSession().learn(request, signal));
      return;
    case "train":
      await alone((signal) => demandSession().train(request, signal));
      return;
    case "attack":
      await alone((signal) => demandSession().attack(request, signal));
      return;
    default:
      request satisfies never;
  }
}

/** Runs a task unless another one is under way. */
async function alone(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  if (task !== undefined) throw new Fault("contradiction", "Something is being computed already.", { mend: "Cancel it first." });
  task = new AbortController();
  try {
    await work(task.signal);
  } finally {
    task = undefined;
  }
}

function demandSession(): Session {
  if (session === undefined) throw new Fault("contradiction", "No backend is open yet.");
  return session;
}

function report(error: unknown): void {
  if (Fault.is(error, "aborted")) tell({ kind: "cancelled" });
  else tell({ kind: "fault", ...inWords(error) });
}
