import type { Store } from "@disentangle/artifacts";
import { Fault } from "@disentangle/core";
import { samePart } from "../parts/part-identity.ts";
import { formatPart } from "../request/part-choice.ts";
import { checkpointKey } from "./checkpoint.ts";
import type { OpenedRun } from "./open-run.ts";
import type { Task } from "./task.ts";

type Reused = NonNullable<OpenedRun["reused"]>;

/**
 * Takes over what a run on another backend finished. Results of two backends differ by rounding, so keys hold
 * the backend and nothing of another is taken unasked; asked for, it is taken under keys of its own, which
 * runs on one backend never see. A model of which this run has weights or the state of a training already is
 * left alone with all that was measured of it, so that measurements are never of another model.
 *
 * @returns what was taken, in a sentence
 * @throws Fault `contradiction` where it is the run's own backend
 */
export async function takeOver(
  { settings, ownBackend, tasks }: OpenedRun,
  { backend, tasks: tasksOn }: Reused,
  store: Store,
): Promise<string> {
  const words = formatPart(settings.reuse ?? settings.backend);
  if (samePart(backend, ownBackend)) {
    throw new Fault("contradiction", `A run on ${words} goes on by itself with what it finished before.`, {
      value: words,
      mend: "Leave out --reuse.",
    });
  }
  const theirs = await tasksOn();
  let [taken, checkpoints] = [0, 0];
  /** Keys of own tasks whose result is that of the other backend, now or before. */
  const same = new Set<string>();
  for (const [i, task] of tasks.entries()) {
    const twin = theirs[i] as Task;
    const needs = Object.values(task.needs);
    if (needs.length === 0) {
      if ((await store.has(task.key)) || (await store.has(checkpointKey(task.key)))) continue;
    } else if (!needs.every(({ key }) => same.has(key)) || (await store.has(task.key))) continue;
    if (await copy(store, twin.key, task.key)) {
      taken++;
      same.add(task.key);
    } else if (await copy(store, checkpointKey(twin.key), checkpointKey(task.key))) checkpoints++;
  }
  const trainings = checkpoints === 0 ? "" : ` and the state of ${checkpoints} training`;
  return `As --reuse asks, results that ${words} had finished count here: at this start, ${taken} were taken${trainings}.`;
}

async function copy(store: Store, from: string, to: string): Promise<boolean> {
  const artifact = (await store.has(from)) ? await store.read(from) : undefined;
  if (artifact === undefined) return false;
  await store.write(to, artifact);
  return true;
}
