import type { Store, TaskTime } from "@disentangle/artifacts";
import { Fault } from "@disentangle/core";
import type { Executor } from "./executors/executor.ts";
import { Outlook } from "./outlook.ts";
import type { Progress } from "./progress.ts";
import type { Task } from "./task.ts";

/** What {@link runTasks} works with. */
export interface Scheduling {
  readonly executor: Executor;
  readonly store: Pick<Store, "read">;
  readonly progress: Progress;
  readonly outlook: Outlook;
  readonly signal: AbortSignal;
}

/**
 * Computes all tasks that are not finished yet, each once its needs are there, as many at a time as the
 * executor takes. One at a time they run in their order; several at a time, the longest chain of work first.
 * When one fails, the others that are running are stopped, what is finished is kept, and the failure is
 * thrown.
 *
 * @returns the time of every task, in order of completion
 */
export async function runTasks(tasks: readonly Task[], scheduling: Scheduling): Promise<readonly TaskTime[]> {
  const { executor, store, progress, outlook, signal } = scheduling;
  const times: TaskTime[] = [];
  const done = new Set<string>();
  // A damaged result is found by reading it whole, and computed again.
  for (const task of tasks) {
    if ((await store.read(task.key)) === undefined) continue;
    done.add(task.key);
    outlook.found(task);
    times.push({ kind: task.kind, label: task.label, seconds: 0, cached: true });
    progress.finish(task.label, 0, true, undefined);
  }
  const waiting = new Set(
    inOrder(
      tasks.filter(({ key }) => !done.has(key)),
      executor.slots,
    ),
  );
  const running = new Map<string, Promise<void>>();
  const stop = new AbortController();
  const halt = (): void => stop.abort();
  signal.addEventListener("abort", halt, { once: true });
  // It may have been asked to stop before this, and no event tells of that.
  if (signal.aborted) halt();
  let failure: unknown;
  const ready = (): Task | undefined => [...waiting].find(({ needs }) => Object.values(needs).every(({ key }) => done.has(key)));
  const start = async (task: Task): Promise<void> => {
    let began = performance.now();
    let detail: string | undefined;
    let begun = executor.capacity === undefined;
    if (begun) progress.start(task.label);
    try {
      const report = (fraction: number, words?: string, machine?: string): void => {
        if (!begun) {
          begun = true;
          began = performance.now();
          progress.start(task.label);
        }
        // Plugins report, too: what is no share is none.
        const share = Math.min(1, Math.max(0, fraction || 0));
        detail = words ?? detail;
        outlook.advance(task, share, (performance.now() - began) / 1000);
        progress.advance(task.label, share, words, machine);
      };
      const computed = await executor.run(task, report, stop.signal);
      const { seconds, machine } = computed ?? { seconds: (performance.now() - began) / 1000 };
      done.add(task.key);
      if (executor.capacity !== undefined) outlook.slots = executor.capacity;
      outlook.finish(task, seconds);
      times.push({ kind: task.kind, label: task.label, seconds, cached: false, ...(machine !== undefined && { machine }) });
      progress.finish(task.label, seconds, false, detail, machine);
    } catch (error) {
      failure ??= signal.aborted && Fault.is(error, "aborted") ? interrupted(error) : error;
      halt();
    } finally {
      running.delete(task.key);
    }
  };
  try {
    while (waiting.size > 0 || running.size > 0) {
      if (signal.aborted) failure ??= interrupted(signal.reason);
      while (!stop.signal.aborted && running.size < executor.slots) {
        const task = ready();
        if (task === undefined) break;
        waiting.delete(task);
        running.set(task.key, start(task));
      }
      if (running.size === 0) break;
      await Promise.race(running.values());
    }
    if (failure !== undefined) throw failure;
    return times;
  } finally {
    signal.removeEventListener("abort", halt);
  }
}

function interrupted(cause: unknown): Fault {
  return new Fault("aborted", "The run was interrupted.", { mend: "Start it again to go on.", cause });
}

/**
 * Tasks as they are best started: in their order where one runs at a time, else those first that most work
 * depends on.
 */
function inOrder(tasks: readonly Task[], slots: number): readonly Task[] {
  if (slots === 1) return tasks;
  const chains = chainCosts(tasks);
  return tasks.toSorted((a, b) => (chains.get(b.key) as number) - (chains.get(a.key) as number));
}

/** For every task, the cost of the dearest chain of tasks that begins with it. */
export function chainCosts(tasks: readonly Task[]): ReadonlyMap<string, number> {
  const costs = new Map(tasks.map(({ key, cost }) => [key, cost]));
  // Needs come before what needs them, so that one pass from the end suffices.
  for (const task of tasks.toReversed()) {
    for (const { key, cost } of Object.values(task.needs)) {
      if (costs.has(key)) costs.set(key, Math.max(costs.get(key) as number, cost + (costs.get(task.key) as number)));
    }
  }
  return costs;
}
