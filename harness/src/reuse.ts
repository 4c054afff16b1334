import type { ArtifactStore } from "@disentangle/artifacts";
import { Fault } from "@disentangle/core";
import type { Catalogue } from "./catalogue.ts";
import { planTasks, tasksOf, type CellTasks } from "./experiment.ts";
import { formatPart, type PartChoice } from "./part-choice.ts";
import type { Plan } from "./plan.ts";
import type { Task } from "./task.ts";
import { identityOf, type Identity, type Workbench } from "./workbench.ts";

/**
 * A run that goes on where one on another backend stopped. Results of two backends differ by rounding, so keys hold the backend and nothing
 * of another is taken unasked; asked for, it is taken under keys of its own, which runs on one backend never see.
 */
export class Reuse {
  readonly #bench: Workbench;
  readonly #other: Identity;
  readonly #words: string;
  #taken = 0;
  #checkpoints = 0;

  /** @throws Fault `unknown-part`, or `contradiction` where it is the run's own backend */
  constructor(bench: Workbench, catalogue: Catalogue, other: PartChoice) {
    this.#words = formatPart(other);
    this.#bench = bench;
    this.#other = identityOf(catalogue, "backend", other);
    if (this.#words !== formatPart(bench.settings.backend)) return;
    throw new Fault("contradiction", `A run on ${this.#words} goes on by itself with what it finished before.`, {
      value: this.#words,
      mend: "Leave out --reuse.",
    });
  }

  /** The workbench under whose keys the two are brought together. */
  get bench(): Workbench {
    const { backend } = this.#bench;
    return this.#on({ ...backend.identity, options: { ...backend.identity.options, reuse: { ...this.#other } } });
  }

  /**
   * Copies what the other backend finished under the keys of these cells. A cell of which this run has a model or the state of a training
   * already is left alone, so that measurements are never of another model.
   */
  async take(store: ArtifactStore, plan: Plan, cells: readonly CellTasks[]): Promise<void> {
    const others = await planTasks(this.#on(this.#other), store, plan);
    for (const [i, cell] of cells.entries()) {
      const other = others[i] as CellTasks;
      if (!(await this.#takeModel(store, cell.train, other.train))) continue;
      const source = cell.attacks[0]?.source;
      if (source !== undefined) await this.#takeModel(store, source, other.attacks[0]?.source as Task<unknown>);
      const measured = tasksOf(other).slice(1);
      for (const [k, task] of tasksOf(cell).slice(1).entries()) {
        if (await copy(store, (measured[k] as Task<unknown>).key, task.key)) this.#taken++;
      }
    }
  }

  /** What was taken, in a sentence: at this start, as a run may go on from there several times. */
  get told(): string {
    const trainings = this.#checkpoints === 0 ? "" : ` and the state of ${this.#checkpoints} training`;
    return `As --reuse asks, results that ${this.#words} had finished count here: at this start, ${this.#taken} were taken${trainings}.`;
  }

  /** Whether a finished model came over. */
  async #takeModel(store: ArtifactStore, own: Task<unknown>, other: Task<unknown>): Promise<boolean> {
    const checkpoints = [`${other.key}-checkpoint`, `${own.key}-checkpoint`] as const;
    if ((await store.has(own.key)) || (await store.has(checkpoints[1]))) return false;
    if (await copy(store, other.key, own.key)) {
      this.#taken++;
      return true;
    }
    if (await copy(store, ...checkpoints)) this.#checkpoints++;
    return false;
  }

  #on(identity: Identity): Workbench {
    return { ...this.#bench, backend: { ...this.#bench.backend, identity } };
  }
}

async function copy(store: ArtifactStore, from: string, to: string): Promise<boolean> {
  const artifact = (await store.has(from)) ? await store.read(from) : undefined;
  if (artifact === undefined) return false;
  await store.write(to, artifact);
  return true;
}
