import { taskKey, type Json } from "@disentangle/artifacts";
import type { Cell, Random } from "@disentangle/core";
import type { Identity, Workbench } from "../workbench.ts";

/** Raised when tasks write something else than before under the same inputs. */
const FORMAT = 1;

/** Key of a task: the hash of what every result depends on, and of its own inputs. Threads and times are no part of it. */
export function keyOf(bench: Workbench, kind: string, inputs: Readonly<Record<string, unknown>>): string {
  // All of it is plain data: options were read as JSON, strategies are data by contract.
  return taskKey({
    format: FORMAT,
    kind,
    seed: bench.settings.seed,
    protocol: bench.settings.protocol,
    libraries: bench.libraries,
    backend: plain(bench.backend.identity, ["threads", "memoryLimit"]),
    dataset: bench.dataset.part.fingerprint,
    ...inputs,
  } as unknown as Json);
}

/** What identifies a part, without options that change no result. */
export function plain(identity: Identity, without: readonly string[] = []): Identity {
  const options = Object.fromEntries(Object.entries(identity.options).filter(([name]) => !without.includes(name)));
  return { ...identity, options };
}

/**
 * The stream of one use of a cell. Strategies share it, so that models of the same size and number start from the same weights and see
 * their images in the same order: differences between strategies are paired.
 */
export function streamOf(bench: Workbench, cell: Cell, ...purpose: readonly (string | number)[]): Random {
  return bench.random.fork(cell.architecture, cell.size, cell.model, ...purpose);
}

/** A cell in words, for labels. */
export function cellLabel({ architecture, strategy, size, model }: Cell): string {
  return `${architecture} ${strategy} N=${size} #${model + 1}`;
}
