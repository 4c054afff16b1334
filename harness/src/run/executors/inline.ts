import type { Store } from "@disentangle/artifacts";
import type { Workbench } from "../../parts/workbench.ts";
import { FinishedResults } from "../finished-results.ts";
import { runTask } from "../run-task.ts";
import type { Executor } from "./executor.ts";

/** Computes in this process, with all its threads, one task after the other. */
export function inlineExecutor(bench: Workbench, store: Store): Executor {
  const results = new FinishedResults(store);
  return {
    slots: 1,
    async run(task, report, signal) {
      await runTask(task, { bench, store, results, report, signal });
      return undefined;
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
