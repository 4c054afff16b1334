import type { Store } from "@disentangle/artifacts";
import { Fault } from "@disentangle/core";
import { TaskQueue, type QueueAddress } from "@disentangle/queue";
import type { QueueRequest } from "../../request/queue-request.ts";
import { chainCosts } from "../scheduler.ts";
import type { Task } from "../task.ts";
import type { Executor } from "./executor.ts";

/** What the executor of a queue works with. */
export interface QueueWork {
  readonly request: QueueRequest;
  readonly tasks: readonly Task[];
  readonly store: Pick<Store, "has">;
  readonly note: (text: string) => void;
  /** How to start a worker, in words. */
  readonly mend: string;
}

/** Smallest and largest number that a job's turn may have. */
const [FIRST, LAST] = [1, 2_000_000];
/**
 * Milliseconds until a result must be seen here that a machine says it wrote: network folders take their
 * time.
 */
const [LOOK, SEEN] = [250, 60_000];

/**
 * Has tasks computed by all machines that serve a queue. All that are ready are handed out at once, the
 * longest chain of work first.
 *
 * @throws Fault `unavailable` where the queue's server cannot be used
 */
export async function queueExecutor(address: QueueAddress, { request, tasks, store, note, mend }: QueueWork): Promise<Executor> {
  const queue = await TaskQueue.open(address, { isDone: (key) => store.has(key), note, mend });
  const chains = chainCosts(tasks);
  const longest = Math.max(...chains.values());
  const priority = (key: string): number => FIRST + Math.round((1 - (chains.get(key) ?? 0) / longest) * LAST);
  return {
    slots: Number.POSITIVE_INFINITY,
    get capacity() {
      return queue.slots;
    },
    async run({ key, kind, label }, report, signal) {
      const submission = { kind, key, label, priority: priority(key), request: { ...request } };
      const outcome = await queue.run(submission, ({ fraction, detail, machine }) => report(fraction, detail, machine), signal);
      if (outcome !== undefined) report(1, outcome.detail, outcome.machine);
      await seen(store, key, outcome?.machine);
      return outcome;
    },
    [Symbol.asyncDispose]: () => queue[Symbol.asyncDispose](),
  };
}

/** @throws Fault `io` where what a machine wrote does not appear here */
async function seen(store: Pick<Store, "has">, key: string, machine = "A machine"): Promise<void> {
  for (let waited = 0; !(await store.has(key)); waited += LOOK) {
    if (waited >= SEEN) {
      throw new Fault("io", `${machine} computed a task, and its result is not in the store here after ${SEEN / 1000} s.`, {
        value: key,
        mend: "See that all machines name the same store (--store), and that it keeps what is written.",
      });
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK));
  }
}
