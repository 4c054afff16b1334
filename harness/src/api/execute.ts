import { existsSync, readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { ArtifactStore, cleanLeftovers, makeFolder, writeResult, type Damage, type RunResult } from "@disentangle/artifacts";
import { Fault, reasonOf, type Outcome } from "@disentangle/core";
import type { QueueAddress } from "@disentangle/queue";
import { COMMAND } from "../parts/checkout.ts";
import { assemble } from "../result/assemble.ts";
import { attackedLabels } from "../result/attacked-labels.ts";
import { chooseWorkers } from "../run/choose-workers.ts";
import { FinishedResults } from "../run/finished-results.ts";
import { openRun, type RunRequest } from "../run/open-run.ts";
import { leftBehind } from "../run/left-behind.ts";
import { isAddress, openSharedStore } from "../run/open-store.ts";
import { Outlook } from "../run/outlook.ts";
import type { PlacedStore } from "../run/placed-store.ts";
import { takeOver } from "../run/reuse.ts";
import { runTasks } from "../run/scheduler.ts";
import { writeTaskList } from "../run/task-list.ts";
import { artifactsFolder } from "./artifacts-folder.ts";
import { conclude } from "./conclude.ts";
import { eventProgress } from "./event-progress.ts";
import { makeExecutor } from "./make-executor.ts";
import { headline } from "./headline.ts";
import type { Emit } from "./run-event.ts";
import { writePages } from "./write-pages.ts";

/** What a run left. */
export interface FinishedRun {
  /** All that was measured and judged; also in `result.json`. */
  readonly result: RunResult;
  /** The folder with `result.json`, `summary.md`, `models.csv` and `report/index.html`. */
  readonly folder: string;
  /** The worst verdict: `supported` where all claims asked for are. */
  readonly outcome: Outcome;
}

/** Where a run is computed, and where its work is kept. */
export interface RunPlace {
  /** Whose machines compute; else this one does. */
  readonly queue?: QueueAddress | undefined;
  /** A folder or an address; else the folder beside the run. */
  readonly store?: string | undefined;
}

/**
 * Runs the experiments, judges the claims and writes result and report.
 *
 * @param command how to do the same again, in words that people can run
 * @throws Fault
 */
export async function execute(request: RunRequest, command: string, emit: Emit, place: RunPlace = {}): Promise<FinishedRun> {
  const started = new Date();
  demandOneExecutor(place, request);
  await using run = await openRun(request);
  const { settings, bench } = run;
  const { out } = settings;
  // Made now: a folder that cannot be written to is found before anything is computed.
  demandRunFolder(out);
  const damages: string[] = [];
  // A store that is waited for is told of at once.
  let note = (text: string): void => emit({ type: "note", text, done: 0, total: run.tasks.length });
  const onDamage = ({ path, reason }: Damage): void => void damages.push(`A damaged artifact was computed again: ${path} (${reason})`);
  forOut(out, () => {
    makeFolder(join(out, "report"));
    for (const folder of [out, join(out, "report")]) cleanLeftovers(folder);
  });
  const named = place.store ?? artifactsFolder(out);
  const shared = place.store !== undefined || place.queue !== undefined;
  const store: PlacedStore = shared
    ? await openSharedStore(named, { onDamage, note: (text) => note(text) }, request.signal)
    : forOut(out, () => new ArtifactStore(named, { onDamage }));
  const missing = shared ? undefined : await leftBehind(out);
  await writeTaskList(out, run.tasks);
  const warnings = [...run.notes];
  if (run.reused !== undefined) warnings.push(await takeOver(run, run.reused, store));
  const workers = place.queue === undefined ? chooseWorkers(run) : 0;
  await using executor = await makeExecutor(run, request, {
    queue: place.queue,
    store,
    named,
    shared,
    workers,
    note: (text) => note(text),
  });
  const outlook = new Outlook(run.tasks, executor.capacity ?? executor.slots, bench.pace);
  const progress = eventProgress(emit, outlook);
  emit({ type: "opened", headline: headline(settings, bench, workers), folder: out, workers, done: outlook.done, total: outlook.total });
  note = (text) => progress.note(text);
  for (const warning of [...(missing === undefined ? [] : [missing]), ...warnings]) progress.note(warning);
  for (const { plan } of run.planned) {
    for (const why of plan.outOfReach) progress.note(`no verdict to be expected for ${plan.architecture}: ${why}`);
  }
  const times = await runTasks(run.tasks, { executor, store, progress, outlook, signal: request.signal });
  const concluded = await conclude(run, new FinishedResults(store), (key) => pathFrom(out, store.path(key)), request.signal);
  const result = assemble(concluded, {
    bench,
    known: run.known,
    command,
    started,
    times,
    warnings: [...warnings, ...damages],
    workers,
    testLabels: await attackedLabels(bench, concluded),
  });
  await writeResult(join(out, "result.json"), result);
  await writePages(out, result);
  return { result, folder: out, outcome: worst(concluded.flatMap(({ verdicts }) => verdicts.map(({ outcome }) => outcome))) };
}

/** An artifact as the folder of a run names it. */
function pathFrom(out: string, path: string): string {
  return isAddress(path) ? path : relative(out, path);
}

/** @throws Fault `contradiction` */
function demandOneExecutor({ queue }: RunPlace, { options }: RunRequest): void {
  const { workers } = options;
  if (queue === undefined || workers === undefined) return;
  throw new Fault("contradiction", "--workers are processes of this machine, and --queue asks others.", {
    value: workers,
    mend: `Leave out one of them; how many tasks a machine takes at a time is said where it serves: ${COMMAND} work --workers 4.`,
  });
}

/** The verdict that decides: one refuted claim is what a reader must know first. */
function worst(outcomes: readonly Outcome[]): Outcome {
  return (["refuted", "inconclusive"] as const).find((outcome) => outcomes.includes(outcome)) ?? "supported";
}

/**
 * A folder may be new, empty or a run's, which the same run goes on with; files of other kinds are not
 * written among.
 */
function demandRunFolder(out: string): void {
  if (!existsSync(out) || !statSync(out).isDirectory()) return;
  const entries = readdirSync(out);
  if (entries.length === 0 || entries.includes("report") || entries.includes("result.json")) return;
  throw new Fault("bad-option", `The folder ${out} holds files that are not a run's, such as ${entries[0]}.`, {
    value: out,
    mend: "Name a new or an empty folder with --out.",
  });
}

/**
 * Does what the folder of the run needs; a folder that cannot be had is a wrong option, as nothing has been
 * done yet.
 */
function forOut<T>(out: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    const [why] = reasonOf(cause).split(". ");
    throw new Fault("bad-option", `Results cannot go to ${out}: ${why}.`, { value: out, cause, mend: "Choose another folder with --out." });
  }
}
