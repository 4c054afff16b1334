import type { QueueAddress } from "@disentangle/queue";
import { COMMAND } from "../parts/checkout.ts";
import { queueRequest } from "../request/queue-request.ts";
import type { Executor } from "../run/executors/executor.ts";
import { inlineExecutor } from "../run/executors/inline.ts";
import { processExecutor } from "../run/executors/processes.ts";
import type { OpenedRun, RunRequest } from "../run/open-run.ts";
import { identityOf } from "../run/store-identity.ts";
import type { PlacedStore } from "../run/placed-store.ts";
import { runCode } from "../run/run-code.ts";

/** What a run is computed with. */
interface Means {
  readonly queue: QueueAddress | undefined;
  readonly store: PlacedStore;
  /** The store as people name it. */
  readonly named: string;
  /** Whether it is waited for where it cannot be reached. */
  readonly shared: boolean;
  readonly workers: number;
  readonly note: (text: string) => void;
}

/** What computes the tasks of a run: a queue's machines, processes of this one, or this process. */
export async function makeExecutor(
  run: OpenedRun,
  { options, described }: RunRequest,
  { queue, store, named, shared, workers, note }: Means,
): Promise<Executor> {
  if (queue !== undefined) {
    const request = queueRequest(options, described, runCode(run), await identityOf(store));
    const mend = `Start one: ${COMMAND} work --queue ${queue.shown} --store ${named}`;
    const { queueExecutor } = await import("../run/executors/queue.ts");
    return queueExecutor(queue, { request, tasks: run.tasks, store, note, mend });
  }
  if (workers === 0) return inlineExecutor(run.bench, store);
  return processExecutor({ options, described, store: named, shared, workingFolder: process.cwd() }, workers);
}
