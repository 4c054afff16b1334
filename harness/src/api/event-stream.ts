import type { Emit, RunEvent } from "./run-event.ts";

/**
 * Work under way: await it for what comes out, or go through its events first. Events are kept until somebody
 * reads them, so none is missed by beginning late; of a task's advances only the latest is kept.
 */
export type Working<T> = Promise<T> & AsyncIterable<RunEvent>;

/**
 * Starts work at once. What it throws is thrown to whoever awaits it, and to whoever goes through its events.
 */
export function startWork<T>(work: (emit: Emit) => Promise<T>): Working<T> {
  const kept: RunEvent[] = [];
  let ended = false;
  let wake: (() => void) | undefined;
  const emit: Emit = (event) => {
    const last = kept.at(-1);
    if (event.type === "task-advanced" && last?.type === event.type && last.label === event.label) kept[kept.length - 1] = event;
    else kept.push(event);
    wake?.();
  };
  const promise = work(emit).finally(() => {
    ended = true;
    wake?.();
  });
  async function* events(): AsyncGenerator<RunEvent> {
    for (;;) {
      while (kept.length > 0) yield kept.shift() as RunEvent;
      if (ended) break;
      await new Promise<void>((resolve) => (wake = resolve));
      wake = undefined;
    }
    await promise;
  }
  return Object.assign(promise, {
    [Symbol.asyncIterator]: () => {
      // A failure reaches the reader of events; it need not be awaited besides.
      promise.catch(() => undefined);
      return events();
    },
  });
}
