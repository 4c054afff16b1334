import type { RunEvent } from "../api/run-event.ts";

/** Milliseconds between two events of how far one task is. */
const EVERY = 1000;

/** Prints a run's events, a line of JSON each, until it ends. Throws what the run threw. */
export async function printEvents(events: AsyncIterable<RunEvent>, stream: NodeJS.WritableStream): Promise<void> {
  const told = new Map<string, number>();
  for await (const event of events) {
    if (event.type === "task-advanced") {
      const now = performance.now();
      if (now - (told.get(event.label) ?? Number.NEGATIVE_INFINITY) < EVERY) continue;
      told.set(event.label, now);
    }
    stream.write(`${JSON.stringify({ time: new Date().toISOString(), ...event })}\n`);
  }
}
