import { taskKey } from "@disentangle/artifacts";
import type { Cell, Json, Random } from "@disentangle/core";
import { identityWithout, type Identity } from "../parts/part-identity.ts";
import { architectureOf, type Workbench } from "../parts/workbench.ts";
import type { Task } from "./task.ts";

/** Raised when tasks write something else than before under the same inputs. */
const FORMAT = 2;

/** What every result of a run depends on. Threads, workers and times are no part of it. */
export type World = Readonly<Record<string, Json>>;

/** The world of a run; `backend` is another than its own where results of another are looked for. */
export function worldOf(bench: Workbench, backend: Identity = bench.backend.identity): World {
  return {
    format: FORMAT,
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

/**
 * The stream of one use of a cell. Strategies share it, so that models of the same size and number start from
 * the same weights and see their images in the same order: differences between strategies are paired.
 */
export function streamOf(bench: Workbench, cell: Cell, ...purpose: readonly (string | number)[]): Random {
  return bench.random.fork(architectureOf(bench, cell).identity.id, cell.size, cell.model, ...purpose);
}

/** A cell in words, for labels. */
export function cellLabel({ architecture, strategy, size, model }: Cell): string {
  return `${architecture} ${strategy} N=${size} #${model + 1}`;
}
