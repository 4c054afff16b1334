import { Fault, reasonOf } from "@disentangle/core";
import { atPlace } from "./place-of.ts";
import { makeProgress, type Outlook, type Progress } from "./progress.ts";
import type { Artifact } from "@disentangle/artifacts";
import type { Task, TaskContext } from "./task.ts";

/** Where finished tasks are kept. */
export interface Shelf {
  read(key: string): Promise<Artifact | undefined>;
  write(key: string, artifact: Artifact): Promise<void>;
}

/** How long a task took in this run, or that it was found done. */
export interface Timing {
  readonly kind: string;
  readonly label: string;
  /** 0 where it was found done. */
  readonly seconds: number;
  readonly cached: boolean;
}

/** Large results kept in memory. */
const HEAVY = 2;

/** Computes tasks one after the other, each at most once, and remembers what each cost. */
export class Runner implements Outlook {
  readonly timings: Timing[] = [];
  readonly progress: Progress;
  readonly #shelf: Shelf;
  readonly #signal: AbortSignal;
  readonly #results = new Map<string, unknown>();
  /** Keys of large results in memory, oldest first. */
  readonly #heavy: string[] = [];
  /** Planned tasks still to be done, by key. */
  readonly #pending: Map<string, Task<unknown>>;
  readonly #total: number;
  #current: Task<unknown> | undefined;
  readonly #details = new Map<string, string>();
  readonly #costs: Spent[] = [];

  constructor(tasks: readonly Task<unknown>[], shelf: Shelf, signal: AbortSignal, stream: NodeJS.WriteStream) {
    this.#pending = new Map(tasks.map((task) => [task.key, task]));
    this.#total = this.#pending.size;
    this.#shelf = shelf;
    this.#signal = signal;
    this.progress = makeProgress(stream, this);
  }

  get done(): number {
    return this.#total - this.#pending.size;
  }

  get total(): number {
    return this.#total;
  }

  /** The result of a task: remembered, read from the shelf, or computed now. */
  async obtain<T>(task: Task<T>): Promise<T> {
    if (this.#results.has(task.key)) return this.#results.get(task.key) as T;
    if (this.#signal.aborted) throw new Fault("aborted", "The run was interrupted.", { mend: "Start it again to go on." });
    const outer = this.#current;
    const stored = await this.#shelf.read(task.key);
    const began = performance.now();
    const artifact = stored ?? (await this.#compute(task));
    const result = task.decode(artifact);
    const seconds = (performance.now() - began) / 1000;
    const cached = stored !== undefined;
    this.#remember(task, result);
    // A large result that was let go and is read again has been told of before.
    if (this.#pending.delete(task.key)) {
      this.timings.push({ kind: task.kind, label: task.label, seconds: cached ? 0 : seconds, cached });
      this.progress.finish(task.label, seconds, cached, this.#details.get(task.key));
    }
    this.#current = outer;
    return result;
  }

  secondsLeft(fractionOfCurrent: number): number | undefined {
    if (this.#costs.length === 0) return undefined;
    const overall = pace(this.#costs);
    let left = 0;
    for (const task of this.#pending.values()) {
      const alike = this.#costs.filter(({ kind }) => kind === task.kind);
      const share = task === this.#current ? 1 - fractionOfCurrent : 1;
      left += share * task.cost * (alike.length > 0 ? pace(alike) : overall);
    }
    return left;
  }

  #remember<T>(task: Task<T>, result: T): void {
    this.#results.set(task.key, result);
    if (!task.heavy) return;
    this.#heavy.push(task.key);
    if (this.#heavy.length > HEAVY) this.#results.delete(this.#heavy.shift() as string);
  }

  /** All that a task wrote, read again from the shelf; computed first if need be. */
  async artifact(task: Task<unknown>): Promise<Artifact> {
    await this.obtain(task);
    const artifact = await this.#shelf.read(task.key);
    if (artifact !== undefined) return artifact;
    throw new Fault("bad-data", `The result of "${task.label}" is gone from the store.`, {
      value: task.key,
      mend: "Start the run again; it is computed anew.",
    });
  }

  async #compute<T>(task: Task<T>): Promise<Artifact> {
    const outer = this.#current;
    let nested = 0;
    const context: TaskContext = {
      signal: this.#signal,
      obtain: async (other) => {
        const began = performance.now();
        const result = await this.obtain(other);
        nested += performance.now() - began;
        this.#current = task;
        this.progress.start(task.label);
        return result;
      },
      artifact: (other) => this.artifact(other),
      progress: (fraction, detail) => {
        if (detail !== undefined) this.#details.set(task.key, detail);
        this.progress.advance(fraction, detail);
      },
    };
    this.#current = task;
    this.progress.start(task.label);
    const began = performance.now();
    try {
      const artifact = await task.compute(context);
      this.#costs.push({ kind: task.kind, seconds: (performance.now() - began - nested) / 1000, cost: task.cost });
      await this.#shelf.write(task.key, artifact);
      await task.finished?.();
      return artifact;
    } catch (error) {
      if (Fault.is(error)) throw error;
      throw new Fault("crashed", `${task.label} failed: ${reasonOf(error)}${atPlace(error)}.`, {
        cause: error,
        mend: "What was finished before it is kept; mend the cause and start the run again.",
      });
    } finally {
      this.#current = outer;
    }
  }
}

interface Spent {
  readonly kind: string;
  readonly seconds: number;
  readonly cost: number;
}

/** Seconds per unit of estimated cost. */
function pace(spent: readonly Spent[]): number {
  const sum = (pick: (entry: Spent) => number): number => spent.reduce((total, entry) => total + pick(entry), 0);
  return sum(({ seconds }) => seconds) / sum(({ cost }) => cost);
}
