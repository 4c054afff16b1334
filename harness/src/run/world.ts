import { taskKey } from "@disentangle/artifacts";
import type { Cell, Json } from "@disentangle/core";
import { packageDigest } from "../parts/package-digest.ts";
import { identityWithout, type Identity } from "../parts/part-identity.ts";
import type { Workbench } from "../parts/workbench.ts";
import type { Task } from "./task.ts";

/** Hash of the code that computes and writes the results of tasks. */
export const KINDS: string = packageDigest(new URL("kinds/index", import.meta.url).href);

/** What every result of a run depends on. Threads, workers and times are no part of it. */
export type World = Readonly<Record<string, Json>>;

/** The world of a run; `backend` is another than its own where results of another are looked for. */
export function worldOf(bench: Workbench, backend: Identity = bench.backend.identity): World {
  return {
    kinds: KINDS,
    seed: bench.settings.seed,
    protocol: bench.settings.protocol,
    libraries: bench.libraries,
    backend: { ...resultBackend(backend) },
    dataset: bench.dataset.part.fingerprint,
  };
}

/** A backend without those of its options that change no result. */
export function resultBackend(backend: Identity): Identity {
  return identityWithout(backend, ["threads", "memoryLimit"]);
}

/** A task with its key. */
export function keyed(world: World, task: Omit<Task, "key">): Task {
  const needs = Object.fromEntries(Object.entries(task.needs).map(([name, { key }]) => [name, key]));
  return { ...task, key: taskKey({ kind: task.kind, inputs: task.inputs, needs, world }) };
}

/** A cell in words, for labels. */
export function cellLabel({ architecture, strategy, size, model }: Cell): string {
  return `${architecture} ${strategy} N=${size} #${model}`;
}
