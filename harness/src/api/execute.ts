import { existsSync, readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { ArtifactStore, makeFolder, writeResult, type RunResult } from "@disentangle/artifacts";
import { Fault, reasonOf, type Outcome } from "@disentangle/core";
import { assemble } from "../result/assemble.ts";
import { attackedLabels } from "../result/attacked-labels.ts";
import { chooseWorkers } from "../run/choose-workers.ts";
import type { Executor } from "../run/executors/executor.ts";
import { inlineExecutor } from "../run/executors/inline.ts";
import { processExecutor } from "../run/executors/processes.ts";
import { FinishedResults } from "../run/finished-results.ts";
import { openRun, type RunRequest } from "../run/open-run.ts";
import { Outlook } from "../run/outlook.ts";
import { takeOver } from "../run/reuse.ts";
import { runTasks } from "../run/scheduler.ts";
import { artifactsFolder } from "./artifacts-folder.ts";
import { conclude } from "./conclude.ts";
import { eventProgress } from "./event-progress.ts";
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

/**
 * Runs the experiments, judges the claims and writes result and report.
 *
 * @param command how to do the same again, in words that people can run
 * @throws Fault
 */
export async function execute(request: RunRequest, command: string, emit: Emit): Promise<FinishedRun> {
  const started = new Date();
  const { options, described, signal } = request;
  await using run = await openRun(request);
  const { settings, bench } = run;
  const { out } = settings;
  // Made now: a folder that cannot be written to is found before anything is computed.
  demandRunFolder(out);
  const damages: string[] = [];
  const store = forOut(out, () => {
    makeFolder(join(out, "report"));
    return new ArtifactStore(artifactsFolder(out), {
      onDamage: ({ path, reason }) => damages.push(`A damaged artifact was computed again: ${path} (${reason})`),
    });
  });
  const warnings = [...run.notes];
  if (run.reused !== undefined) warnings.push(await takeOver(run, run.reused, store));
  const workers = chooseWorkers(run);
  await using executor: Executor =
    workers === 0
      ? inlineExecutor(bench, store)
      : processExecutor({ options, described, store: artifactsFolder(out), workingFolder: process.cwd() }, workers);
  const outlook = new Outlook(run.tasks, executor.slots);
  const progress = eventProgress(emit, outlook);
  emit({ type: "opened", headline: headline(settings, bench, workers), folder: out, workers, done: outlook.done, total: outlook.total });
  for (const warning of warnings) progress.note(warning);
  for (const { plan } of run.planned) {
    for (const why of plan.outOfReach) progress.note(`no verdict to be expected for ${plan.architecture}: ${why}`);
  }
  const times = await runTasks(run.tasks, { executor, store, progress, outlook, signal });
  const concluded = await conclude(run, new FinishedResults(store), (key) => relative(out, store.path(key)), signal);
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
