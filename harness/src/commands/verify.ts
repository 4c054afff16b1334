import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { ArtifactStore, makeFolder, writeResult } from "@disentangle/artifacts";
import { asEvidence, Fault, isOutOfReach, type Measurements } from "@disentangle/core";
import { readConfig } from "../request/config-file.ts";
import { reproduce } from "../request/reproduce.ts";
import { SINGULAR } from "../request/read-settings.ts";
import { assemble } from "../result/assemble.ts";
import type { Concluded } from "../result/concluded.ts";
import { artifactRows } from "../result/artifacts.ts";
import { attackedLabels } from "../result/attacked-labels.ts";
import { exampleRows } from "../result/examples.ts";
import { chooseWorkers } from "../run/choose-workers.ts";
import type { Executor } from "../run/executors/executor.ts";
import { inlineExecutor } from "../run/executors/inline.ts";
import { processExecutor } from "../run/executors/processes.ts";
import { FinishedResults } from "../run/finished-results.ts";
import { gatherEvidence } from "../run/gather-evidence.ts";
import { openRun, type OpenedRun } from "../run/open-run.ts";
import { Outlook } from "../run/outlook.ts";
import { makeProgress } from "../run/progress.ts";
import { takeOver } from "../run/reuse.ts";
import { runTasks } from "../run/scheduler.ts";
import { describePlan, type PlanFormat } from "./describe-plan.ts";
import { explainStatus, statusOf } from "./exit-status.ts";
import { headline } from "./headline.ts";
import { printVerdicts } from "./print-verdicts.ts";
import { writeReport } from "./report.ts";

/** Options of the command line that are about this invocation rather than the run. */
interface Invocation {
  readonly config?: string;
  readonly dryRun?: boolean;
  readonly dot?: boolean;
  readonly json?: boolean;
}

/** Runs the experiments, judges the claims and writes result and report. Returns the exit status. */
export async function verify(raw: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<number> {
  const started = new Date();
  const { config, dryRun, dot, json, ...given } = raw as Invocation & Readonly<Record<string, unknown>>;
  const file = config === undefined ? {} : renamed(await readConfig(config));
  const own = renamed(given);
  // The command line's list of strategies wins, and may name those that the file describes.
  const described = own["strategies"] !== undefined && Array.isArray(file["strategies"]) ? (file["strategies"] as unknown[]) : [];
  const options = { ...file, ...own };
  await using run = await openRun({ options, described, signal });
  const { settings, bench } = run;
  const folder = join(dirname(settings.out), "artifacts");
  if (dryRun === true || dot === true) return describePlan(run, folder, planFormat(dot, json));

  // Made now: a folder that cannot be written to is found before anything is computed.
  demandRunFolder(settings.out);
  const damages: string[] = [];
  const store = forOut(settings.out, () => {
    makeFolder(join(settings.out, "report"));
    return new ArtifactStore(folder, {
      onDamage: ({ path, reason }) => damages.push(`A damaged artifact was computed again: ${path} (${reason})`),
    });
  });
  const warnings = [...run.notes];
  if (run.reused !== undefined) warnings.push(await takeOver(run, run.reused, store));
  const workers = chooseWorkers(run);
  await using executor: Executor =
    workers === 0
      ? inlineExecutor(bench, store)
      : processExecutor({ options, described, store: folder, workingFolder: process.cwd() }, workers);
  const outlook = new Outlook(run.tasks, executor.slots);
  const progress = makeProgress(process.stderr, outlook);
  const results = new FinishedResults(store);
  const concluded: Concluded[] = [];
  let times;
  try {
    progress.note(headline(settings, bench, workers));
    for (const warning of warnings) progress.note(warning);
    for (const { plan } of run.planned) {
      for (const why of plan.outOfReach) progress.note(`no verdict to be expected for ${plan.architecture}: ${why}`);
    }
    times = await runTasks(run.tasks, { executor, store, progress, outlook, signal });
    concluded.push(...(await conclude(run, results, (key) => relative(settings.out, store.path(key)))));
  } finally {
    progress.close();
  }
  const result = assemble(concluded, {
    bench,
    known: run.known,
    command: reproduce(given, config),
    started,
    times,
    warnings: [...warnings, ...damages],
    workers,
    testLabels: await attackedLabels(bench, concluded),
  });
  await writeResult(join(settings.out, "result.json"), result);
  await writeReport(settings.out, result);
  if (json === true) process.stdout.write(`${JSON.stringify(result)}\n`);
  else printVerdicts(result, relative(process.cwd(), settings.out), process.stdout);
  const status = statusOf(concluded.flatMap(({ verdicts }) => verdicts.map(({ outcome }) => outcome)));
  if (json !== true) process.stdout.write(explainStatus(status));
  return status;
}

/**
 * Gathers the evidence of all architectures, then judges each, as corrections are made over the whole run.
 */
async function conclude(run: OpenedRun, results: FinishedResults, pathOf: (key: string) => string): Promise<readonly Concluded[]> {
  const { bench, claims, planned } = run;
  const gathered = [];
  for (const entry of planned) gathered.push({ ...entry, evidence: await gatherEvidence(entry.tasks, results) });
  const measured = gathered.map(({ plan, evidence }): Measurements => ({ evidence, setting: plan.setting }));
  const concluded: Concluded[] = [];
  for (const { plan, tasks, evidence } of gathered) {
    const random = bench.random.fork("judge");
    concluded.push({
      plan,
      evidence,
      verdicts: claims.map((claim) => {
        const needs = claim.needs(plan.setting);
        return asEvidence(claim.judge(evidence, plan.setting, random, measured), plan.setting, isOutOfReach(needs) ? [] : needs);
      }),
      examples: await exampleRows(bench, tasks, results),
      artifacts: artifactRows(tasks, pathOf),
    });
  }
  return concluded;
}

function planFormat(dot: boolean | undefined, json: boolean | undefined): PlanFormat {
  if (dot === true) return "dot";
  return json === true ? "json" : "text";
}

/** Options by the names of a request: the command line has some of them in the singular. */
function renamed(options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const plural = new Map(Object.entries(SINGULAR).map(([many, one]) => [one, many]));
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [plural.get(name) ?? name, value]));
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
    const [why] = String(cause instanceof Error ? cause.message : cause).split(". ");
    throw new Fault("bad-option", `Results cannot go to ${out}: ${why}.`, { value: out, cause, mend: "Choose another folder with --out." });
  }
}
