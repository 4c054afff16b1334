import type { Task } from "./task.ts";

/** How long a run will still take, by what its tasks cost and what they took so far. */
export class Outlook {
  readonly #slots: number;
  /** Tasks still to be finished, and how far they are. */
  readonly #left = new Map<string, { readonly task: Task; fraction: number }>();
  readonly #spent: { readonly group: string; readonly seconds: number; readonly cost: number }[] = [];
  readonly total: number;

  constructor(tasks: readonly Task[], slots: number) {
    for (const task of tasks) this.#left.set(task.key, { task, fraction: 0 });
    this.total = this.#left.size;
    this.#slots = slots;
  }

  /** Tasks that are finished. */
  get done(): number {
    return this.total - this.#left.size;
  }

  /** A task was found done. */
  found({ key }: Task): void {
    this.#left.delete(key);
  }

  /** A running task has come so far, in [0, 1]. */
  advance({ key }: Task, fraction: number): void {
    const entry = this.#left.get(key);
    if (entry !== undefined) entry.fraction = fraction;
  }

  /** A task was computed. */
  finish({ key, group, cost }: Task, seconds: number): void {
    this.#left.delete(key);
    this.#spent.push({ group, seconds, cost });
  }

  /**
   * Seconds left: what each remaining task cost where such tasks ran, else as much more or less than planned
   * as all that ran, shared by the slots. Undefined while nothing has run.
   */
  secondsLeft(): number | undefined {
    if (this.#spent.length === 0) return undefined;
    const overall = pace(this.#spent);
    const paces = new Map(
      Object.entries(Object.groupBy(this.#spent, ({ group }) => group)).map(([group, spent]) => [group, pace(spent ?? [])]),
    );
    let [work, longest] = [0, 0];
    for (const { task, fraction } of this.#left.values()) {
      const seconds = (1 - fraction) * task.cost * (paces.get(task.group) ?? overall);
      work += seconds;
      longest = Math.max(longest, seconds);
    }
    return Math.max(longest, work / this.#slots);
  }
}

/** Seconds per unit of planned cost. */
function pace(spent: readonly { readonly seconds: number; readonly cost: number }[]): number {
  const sum = (pick: (entry: (typeof spent)[number]) => number): number => spent.reduce((total, entry) => total + pick(entry), 0);
  return sum(({ seconds }) => seconds) / sum(({ cost }) => cost);
}
