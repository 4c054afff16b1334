import { ArtifactStore, type Store } from "@disentangle/artifacts";
import { Fault, reasonOf } from "@disentangle/core";
import workerpool from "workerpool";
import { endWithParent } from "../../process/end-with-parent.ts";
import { neverSettles, strayFault } from "../../process/explain.ts";
import { printable } from "../../process/printable.ts";
import { whenIdle } from "../../process/when-idle.ts";
import { atPlace } from "../../parts/place-of.ts";
import { openRun, type OpenedRun } from "../open-run.ts";
import { FinishedResults } from "../finished-results.ts";
import { runTask } from "../run-task.ts";
import { openSharedStore } from "../open-store.ts";
import { differenceOf, runCode } from "../run-code.ts";
import type { Task } from "../task.ts";
import { knownIdentity } from "../store-identity.ts";
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

/** What this worker has is not what was asked for. */
class Refused extends Error {}

async function open({ options, described, store: name, shared, workingFolder, expected, threads }: WorkerRequest): Promise<Workplace> {
  process.chdir(workingFolder);
  const store = shared === true ? await openSharedStore(name, { onDamage: ({ reason }) => note(reason), note }) : new ArtifactStore(name);
  const identity = expected === undefined ? undefined : await knownIdentity(store);
  if (expected !== undefined && identity !== expected.identity) {
    throw new Refused(
      `its store ${name} is ${identity ?? "a new one"}, the coordinator's is ${expected.identity}: name the same one with --store`,
    );
  }
  const run = await openRun({ options, described, signal, worker: true, ...(threads !== undefined && { threads }) }).catch(
    (error: unknown) => {
      throw expected === undefined ? error : new Refused(`it cannot plan the run: ${reasonOf(error)}`, { cause: error });
    },
  );
  const difference = expected === undefined ? undefined : differenceOf(expected.code, runCode(run));
  if (difference !== undefined) throw new Refused(difference);
  return { run, tasks: new Map(run.tasks.map((task) => [task.key, task])), store, results: new FinishedResults(store) };
}

/** What a person should know: said here, and to whoever watches the task that it keeps waiting. */
function note(text: string): void {
  process.stderr.write(`${printable(text)}\n`);
  tell({ ...latest, detail: text });
}

/** How far the task is, without what was noted. */
let latest: WorkerEvent = { fraction: 0 };

function tell(event: WorkerEvent): void {
  workerpool.workerEmit(event);
}

/** Computes the task of that key and puts its result into the store. */
async function compute(request: WorkerRequest, key: string): Promise<WorkerOutcome> {
  try {
    // While it computes, the tasks alone keep this process alive: one that waits for nothing is found out.
    process.channel?.unref();
    return await Promise.race([stray.promise, computed(request, key)]);
  } catch (error) {
    if (error instanceof Refused) return { refused: error.message };
    if (!Fault.is(error)) return { fault: { code: "crashed", problem: `${reasonOf(error)}${atPlace(error)}` } };
    const { code, problem, mend } = error;
    return { fault: { code, problem, ...(mend !== undefined && { mend }) } };
  } finally {
    process.channel?.ref();
  }
}

async function computed(request: WorkerRequest, key: string): Promise<WorkerOutcome> {
  const { run, tasks, store, results } = await (workplace ??= open(request).catch((error: unknown) => {
    // The next task may find the store, or the data, where this one did not.
    workplace = undefined;
    throw error;
  }));
  const task = tasks.get(key);
  if (task === undefined && request.expected !== undefined) throw new Refused(`its plan of the run has no task ${key}`);
  if (task === undefined) {
    throw new Fault("crashed", "A worker process plans other tasks than the process that started it.", {
      value: key,
      mend: "Code or options changed while the run went on; start it again.",
    });
  }
  latest = { fraction: 0 };
  const report = (fraction: number, detail = latest.detail): void => {
    latest = { fraction, ...(detail !== undefined && { detail }) };
    tell(latest);
  };
  // Another may have computed it since the task was queued.
  if ((await store.has(key)) && (await store.read(key)) !== undefined) return {};
  await runTask(task, { bench: run.bench, store, results, report, signal });
  // Its last word is what it found, rather than what it waited for.
  tell(latest);
  return {};
}

workerpool.worker({ compute });
