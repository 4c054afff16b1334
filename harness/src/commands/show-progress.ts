import type { RunEvent } from "../api/run-event.ts";
import { printableIn } from "../process/printable.ts";
import { makeProgress } from "../run/progress.ts";

/** Shows a run's events on a terminal, or as lines, until it ends. Throws what the run threw. */
export async function showProgress(events: AsyncIterable<RunEvent>, stream: NodeJS.WriteStream): Promise<void> {
  let latest: Pick<RunEvent, "done" | "total" | "secondsLeft"> = { done: 0, total: 0 };
  const progress = makeProgress(stream, {
    get done() {
      return latest.done;
    },
    get total() {
      return latest.total;
    },
    secondsLeft: () => latest.secondsLeft,
  });
  try {
    for await (const raw of events) {
      // Names of parts, classes and folders are in it.
      const event = printableIn(raw);
      latest = event;
      if (event.type === "opened") progress.note(event.headline);
      else if (event.type === "note") progress.note(event.text);
      else if (event.type === "task-started") progress.start(event.label);
      else if (event.type === "task-advanced") progress.advance(event.label, event.fraction, event.detail, event.machine);
      else progress.finish(event.label, event.seconds, event.cached, event.detail, event.machine);
    }
  } finally {
    progress.close();
  }
}
