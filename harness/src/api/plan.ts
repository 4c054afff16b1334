import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Json } from "@disentangle/core";
import { chooseWorkers } from "../run/choose-workers.ts";
import { openRun, type RunRequest } from "../run/open-run.ts";
import { leftBehind } from "../run/left-behind.ts";
import { isAddress, openSharedStore } from "../run/open-store.ts";
import type { Task } from "../run/task.ts";
import { artifactsFolder } from "./artifacts-folder.ts";
import type { DatasetFiles } from "./dataset-files.ts";
import { headline } from "./headline.ts";
import { inTurn } from "./own-turn.ts";
import type { RunOptions } from "./run-options.ts";
import type { RunControl } from "./verify.ts";

/** A task of a plan. */
export interface PlannedTask {
  /** Hash of all that its result depends on; the name of its artifact. */
  readonly key: string;
  /** `lesson`, `train`, `error`, `attack`, `sweep`, `distances` or `labels`. */
  readonly kind: string;
  readonly label: string;
  /** Seconds of one core, as estimated. */
  readonly cost: number;
  readonly inputs: Json;
  /** Keys of the tasks it needs, by what they are to it. */
  readonly needs: Readonly<Record<string, string>>;
  /** Whether an earlier run finished it. */
  readonly done: boolean;
}

/** What a run would do. */
export interface RunPlan {
  /** What it is and would compute with, in words. */
  readonly headline: string;
  /** Where its results would go. */
  readonly folder: string;
  readonly tasks: readonly PlannedTask[];
  /** Worker processes; 0 where this process computes. */
  readonly workers: number;
  /** Seconds that what is not done yet may take, with attacks as costly as pgd-linf. */
  readonly secondsLeft: number;
  /** What stepped aside, and which claims can have no verdict. */
  readonly notes: readonly string[];
}

/**
 * Plans a run without computing or learning anything.
 *
 * @throws Fault whatever is wrong with the request
 */
export function plan(options: RunOptions = {}, { signal, store, ...files }: RunControl = {}): Promise<RunPlan> {
  return planRun({ options: { ...options }, described: [], signal: signal ?? new AbortController().signal }, store, files);
}

/** {@link plan} of a request as the command line has it. */
export function planRun(request: RunRequest, store?: string, files?: DatasetFiles): Promise<RunPlan> {
  return inTurn(async () => {
    await using run = await openRun(request);
    const { settings, bench, planned, notes } = run;
    const missing = store === undefined ? await leftBehind(settings.out) : undefined;
    const done = await finishedIn(store ?? artifactsFolder(settings.out), run.tasks);
    const tasks = run.tasks.map(({ key, kind, label, cost, inputs, needs }) => ({
      key,
      kind,
      label,
      cost,
      inputs,
      needs: Object.fromEntries(Object.entries(needs).map(([name, need]) => [name, need.key])),
      done: done.has(key),
    }));
    const workers = chooseWorkers(run);
    const work = tasks.reduce((sum, { cost, done }) => sum + (done ? 0 : cost), 0);
    return {
      headline: headline(settings, bench, workers),
      folder: settings.out,
      tasks,
      workers,
      // Two threads of one process are worth half as much again as one.
      secondsLeft: (work * bench.pace) / Math.max(1, workers || 1.5),
      notes: [
        ...notes,
        ...(missing === undefined ? [] : [missing]),
        ...planned.flatMap(({ plan }) => plan.outOfReach.map((why) => `no verdict to be expected for ${plan.architecture}: ${why}`)),
      ],
    };
  }, files);
}

/** Keys of the tasks that a store has; a folder need not exist, and is not made. */
async function finishedIn(store: string, tasks: readonly Task[]): Promise<ReadonlySet<string>> {
  const shared = isAddress(store) ? await openSharedStore(store, { onDamage: () => undefined, note: () => undefined }) : undefined;
  const done = new Set<string>();
  for (const { key } of tasks) {
    if (shared === undefined ? existsSync(join(store, `${key}.safetensors`)) : await shared.has(key)) done.add(key);
  }
  return done;
}
