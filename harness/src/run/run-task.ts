import type { Store } from "@disentangle/artifacts";
import { Fault, Random, reasonOf } from "@disentangle/core";
import { atPlace } from "../parts/place-of.ts";
import type { Workbench } from "../parts/workbench.ts";
import { doing } from "../process/unfinished.ts";
import { checkpointIn, checkpointKey } from "./checkpoint.ts";
import type { Report } from "./executors/executor.ts";
import { kindOf } from "./kinds/index.ts";
import type { Results, Task } from "./task.ts";

/** Where a task is computed. */
export interface Workplace {
  readonly bench: Workbench;
  readonly store: Store;
  readonly results: Results;
  readonly report: Report;
  readonly signal: AbortSignal;
}

/**
 * Computes a task in this process, keeps its result, and forgets its checkpoint.
 *
 * @throws Fault what the task threw; `aborted` where the signal ended it; anything else that is no fault as
 * `crashed`, with where it arose
 */
export async function runTask(task: Task, { bench, store, results, report, signal }: Workplace): Promise<void> {
  const checkpoint = checkpointIn(store, task.key);
  const context = { random: Random.seeded(bench.settings.seed).fork("task", task.key), signal, checkpoint, progress: report };
  try {
    const job = { task, bench, results, context, seconds: checkpoint.seconds };
    const artifact = await doing(task.label, () => kindOf(task).compute(job));
    await store.write(task.key, artifact);
    await store.remove(checkpointKey(task.key));
  } catch (error) {
    if (Fault.is(error)) throw error;
    // Plugins may end by `signal.throwIfAborted()`, as the web has it.
    if (signal.aborted && error instanceof Error && error.name === "AbortError") {
      throw new Fault("aborted", `${task.label} was interrupted.`, { cause: error });
    }
    throw new Fault("crashed", `${task.label} failed: ${reasonOf(error)}${atPlace(error)}.`, {
      cause: error,
      mend: "What was finished before it is kept; mend the cause and start the run again.",
    });
  }
}
