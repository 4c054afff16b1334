import { ArtifactStore, type Store } from "@disentangle/artifacts";
import { Fault, reasonOf } from "@disentangle/core";
import workerpool from "workerpool";
import { endWithParent } from "../../process/end-with-parent.ts";
import { neverSettles, strayFault } from "../../process/explain.ts";
import { whenIdle } from "../../process/when-idle.ts";
import { atPlace } from "../../parts/place-of.ts";
import { openRun, type OpenedRun } from "../open-run.ts";
import { FinishedResults } from "../finished-results.ts";
import { runTask } from "../run-task.ts";
import type { Task } from "../task.ts";
import type { WorkerEvent, WorkerOutcome, WorkerRequest } from "./messages.ts";

// What a worker prints is for people, so it goes where everything for people goes: standard output may hold a
// result.
process.stdout.write = process.stderr.write.bind(process.stderr);
process.stderr.on("error", () => undefined);
// A key pressed in the terminal reaches this process, too; the one that started it decides when it ends.
for (const name of ["SIGINT", "SIGHUP"]) process.on(name, () => undefined);
endWithParent();

/** Settles where something fails that no task waits for, or a task waits for what never happens. */
const stray = Promise.withResolvers<never>();
stray.promise.catch(() => undefined);
process.on("uncaughtException", (error) => stray.reject(strayFault(error)));
whenIdle(() => {
  process.channel?.ref();
  stray.reject(neverSettles());
});

/** What this worker works with; made for its first task. */
interface Workplace {
  readonly run: OpenedRun;
  readonly tasks: ReadonlyMap<string, Task>;
  readonly store: Store;
  readonly results: FinishedResults;
}

let workplace: Promise<Workplace> | undefined;
const signal = new AbortController().signal;

async function open({ options, described, store: folder, workingFolder }: WorkerRequest): Promise<Workplace> {
  process.chdir(workingFolder);
  const run = await openRun({ options, described, signal, worker: true });
  const store = new ArtifactStore(folder);
  return { run, tasks: new Map(run.tasks.map((task) => [task.key, task])), store, results: new FinishedResults(store) };
}

/** Computes the task of that key and puts its result into the store. */
async function compute(request: WorkerRequest, key: string): Promise<WorkerOutcome> {
  try {
    // While it computes, the tasks alone keep this process alive: one that waits for nothing is found out.
    process.channel?.unref();
    return await Promise.race([stray.promise, computed(request, key)]);
  } catch (error) {
    if (!Fault.is(error)) return { fault: { code: "crashed", problem: `${reasonOf(error)}${atPlace(error)}` } };
    const { code, problem, mend } = error;
    return { fault: { code, problem, ...(mend !== undefined && { mend }) } };
  } finally {
    process.channel?.ref();
  }
}

async function computed(request: WorkerRequest, key: string): Promise<WorkerOutcome> {
  const { run, tasks, store, results } = await (workplace ??= open(request));
  const task = tasks.get(key);
  if (task === undefined) {
    throw new Fault("crashed", "A worker process plans other tasks than the process that started it.", {
      value: key,
      mend: "Code or options changed while the run went on; start it again.",
    });
  }
  const report = (fraction: number, detail?: string): void => {
    const event: WorkerEvent = { fraction, ...(detail !== undefined && { detail }) };
    workerpool.workerEmit(event);
  };
  await runTask(task, { bench: run.bench, store, results, report, signal });
  return {};
}

workerpool.worker({ compute });
