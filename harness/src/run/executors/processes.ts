import { setMaxListeners } from "node:events";
import { fileURLToPath } from "node:url";
import { Fault, reasonOf, type FaultCode } from "@disentangle/core";
import workerpool from "workerpool";
import type { Task } from "../task.ts";
import type { Executor, Report } from "./executor.ts";
import type { WorkerEvent, WorkerRequest, WorkerOutcome } from "./messages.ts";

/** A worker that dies costs its task one more try. */
const TRIES = 2;
/** Milliseconds until a worker that was told to stop, and does not, is killed: it looks after every step. */
const PATIENCE = 10_000;
/** Milliseconds that idle workers have to end by themselves when the run is over. */
const MOMENT = 2000;

/** Several processes; of a task they need to know no more than its key. */
export interface ProcessExecutor extends Executor {
  run(task: Pick<Task, "key" | "label">, report: Report, signal: AbortSignal): Promise<undefined>;
}

/**
 * Computes in several processes, each with one thread: small networks gain little from a second thread, and
 * everything from a second process. A worker gets the request and the key of a task, plans like everybody
 * else, and writes to the shared store.
 *
 * @param count worker processes
 */
export function processExecutor(request: WorkerRequest, count: number): ProcessExecutor {
  const module = new URL(`./worker.${import.meta.url.endsWith(".ts") ? "ts" : "js"}`, import.meta.url);
  // The pool asks by SIGTERM, which a worker caught in an endless loop never hears.
  const end = new AbortController();
  setMaxListeners(0, end.signal);
  const kill = (): void => end.abort();
  process.once("exit", kill);
  const pool = workerpool.pool(fileURLToPath(module), {
    workerType: "process",
    minWorkers: 0,
    maxWorkers: count,
    workerTerminateTimeout: PATIENCE,
    forkOpts: { execArgv: process.execArgv, signal: end.signal, killSignal: "SIGKILL" },
  });
  return {
    slots: count,
    async run(task, report, signal) {
      for (let attempt = 1; ; attempt++) {
        const outcome = await once(pool, request, task, report, signal);
        if (outcome.died === undefined) return undefined;
        if (attempt < TRIES) {
          report(0, "its process died, once more");
          continue;
        }
        throw new Fault("crashed", `The process that computed "${task.label}" died ${TRIES} times: ${outcome.died}.`, {
          value: task.key,
          mend: "Try fewer --workers, each of which needs memory of its own. What is finished is kept; start the run again to go on.",
        });
      }
    },
    async [Symbol.asyncDispose]() {
      // The pool waits for ever for a worker that is dead already.
      let late: NodeJS.Timeout | undefined;
      const patience = new Promise<void>((resolve) => (late = setTimeout(resolve, MOMENT)));
      await Promise.race([pool.terminate(true).catch(() => undefined), patience]);
      clearTimeout(late);
      kill();
      process.off("exit", kill);
    },
  };
}

/** Runs a task in a worker once; says how the worker died where it did. */
async function once(
  pool: ReturnType<typeof workerpool.pool>,
  request: WorkerRequest,
  task: Pick<Task, "key" | "label">,
  report: Report,
  signal: AbortSignal,
): Promise<{ readonly died?: string }> {
  const handle = pool.exec("compute", [request, task.key], {
    on: ({ fraction, detail }: WorkerEvent) => report(fraction, detail),
  });
  const stop = (): void => void handle.cancel();
  signal.addEventListener("abort", stop, { once: true });
  let outcome: WorkerOutcome;
  try {
    if (signal.aborted) stop();
    outcome = (await handle) as WorkerOutcome;
  } catch (error) {
    if (signal.aborted) throw new Fault("aborted", "The run was interrupted.", { mend: "Start it again to go on.", cause: error });
    // The pool goes on with every setting of the process.
    const [first = ""] = reasonOf(error).split("\n");
    return { died: first.replace(/^Workerpool Worker terminated Unexpectedly$/, "it was killed or ran out of memory") };
  } finally {
    signal.removeEventListener("abort", stop);
  }
  // Only machines of a queue refuse; a run of one machine never loads it.
  if (outcome.refused !== undefined) throw new (await import("@disentangle/queue")).Refusal(outcome.refused);
  if (outcome.fault === undefined) return {};
  const { code, problem, mend } = outcome.fault;
  throw new Fault(code as FaultCode, problem, { ...(mend !== undefined && { mend }), value: task.key });
}
