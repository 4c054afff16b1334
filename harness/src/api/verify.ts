import type { QueueAddress } from "@disentangle/queue";
import { startWork, type Working } from "./event-stream.ts";
import type { Emit } from "./run-event.ts";
import type { DatasetFiles } from "./dataset-files.ts";
import { execute, type FinishedRun } from "./execute.ts";
import { inTurn } from "./own-turn.ts";
import type { RunOptions } from "./run-options.ts";

/** Where a run is computed, and how it is called off. */
export interface RunControl extends DatasetFiles {
  /** Aborted, the run stops after its current step; what is finished is kept, and the same run goes on. */
  readonly signal?: AbortSignal | undefined;
  /** Has the tasks computed by all machines that serve this queue, such as `redis://host:6379`. */
  readonly queue?: string | undefined;
  /** Where finished work is kept: a folder, or `s3://bucket/prefix`. Default: `artifacts` beside the run. */
  readonly store?: string | undefined;
}

/**
 * Runs the experiments, judges the claims and writes result and report, as the command line does, but prints
 * nothing and never ends the process. Runs of one process go one after the other.
 *
 * ```ts
 * const run = verify({ profile: "smoke", claims: [1, 2] });
 * for await (const event of run) if (event.type === "task-finished") console.log(event.label);
 * const { result, outcome } = await run;
 * ```
 *
 * @throws Fault `bad-option`, `unknown-part`, `contradiction`, `bad-plugin` or `unavailable` where the
 * request is at fault, before anything is computed; `aborted`; and what an experiment threw
 */
export function verify(options: RunOptions = {}, { signal, queue, store, ...files }: RunControl = {}): Working<FinishedRun> {
  const command = `await verify(${JSON.stringify(withoutPlace(options))})`;
  const request = { options: { ...options }, described: [], signal: signal ?? new AbortController().signal };
  const run = async (emit: Emit): Promise<FinishedRun> =>
    execute(request, command, emit, { store, queue: queue === undefined ? undefined : await addressOf(queue) });
  return startWork((emit) => inTurn(() => run(emit), files));
}

/** BullMQ is large, and few runs need it. */
async function addressOf(queue: string): Promise<QueueAddress> {
  return (await import("@disentangle/queue")).parseQueueAddress(queue);
}

/** Options that change a result. */
function withoutPlace({ out: _out, threads: _threads, workers: _workers, ...options }: RunOptions): RunOptions {
  return options;
}
