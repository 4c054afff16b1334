import type { Task } from "./task.ts";

/** Work of which the time is known. */
interface Spent {
  readonly group: string;
  readonly seconds: number;
  readonly cost: number;
}

interface Left {
  readonly task: Task;
  /** How far it is, in [0, 1]. */
  fraction: number;
  /** Where it was when it was first heard of: what is resumed does not begin at 0. */
  first?: { readonly fraction: number; readonly seconds: number };
  /** Seconds from its start to the latest news. */
  seconds: number;
}

/**
 * So many seconds of planned cost count like measured ones, so that the first moments do not sway the whole.
 */
const PRIOR = 10;

/** How long a run will still take, by what its tasks cost and what they took so far. */
export class Outlook {
  /** Tasks that are computed at a time; it may change where machines come and go. */
  slots: number;
  readonly #left = new Map<string, Left>();
  readonly #spent: Spent[] = [];
  readonly #prior: Spent;
  readonly total: number;

  /** @param prior seconds per unit of planned cost, as far as is known before anything has run */
  constructor(tasks: readonly Task[], slots: number, prior = 1) {
    this.#prior = { group: "", seconds: PRIOR * prior, cost: PRIOR };
    for (const task of tasks) this.#left.set(task.key, { task, fraction: 0, seconds: 0 });
    this.total = this.#left.size;
    this.slots = slots;
  }

  /** Tasks that are finished. */
  get done(): number {
    return this.total - this.#left.size;
  }

  /** A task was found done. */
  found({ key }: Task): void {
    this.#left.delete(key);
  }

  /** A running task has come so far, in [0, 1], in so many seconds. */
  advance({ key }: Task, fraction: number, seconds: number): void {
    const entry = this.#left.get(key);
    if (entry === undefined) return;
    entry.first ??= { fraction, seconds };
    entry.fraction = fraction;
    entry.seconds = seconds;
  }

  /** A task was computed. */
  finish({ key, group, cost }: Task, seconds: number): void {
    this.#left.delete(key);
    this.#spent.push({ group, seconds, cost });
  }

  /**
   * Seconds left: what each remaining task costs by the pace of its group, where any of such work was done,
   * else by that of all work, shared by the slots. Before anything has run these are the planned costs.
   */
  secondsLeft(): number {
    const spent = [...this.#spent, ...[...this.#left.values()].flatMap(underWay)];
    const overall = pace([...spent, this.#prior]);
    const paces = new Map(
      Object.entries(Object.groupBy(spent, ({ group }) => group)).map(([group, own]) => [group, pace(own ?? [])] as const),
    );
    let [work, longest] = [0, 0];
    for (const { task, fraction } of this.#left.values()) {
      const seconds = (1 - fraction) * task.cost * (paces.get(task.group) ?? overall);
      work += seconds;
      longest = Math.max(longest, seconds);
    }
    return Math.max(longest, work / this.slots);
  }
}

/** The part of a running task that was done while somebody looked, once it can be told from noise. */
function underWay({ task, fraction, first, seconds }: Left): readonly Spent[] {
  if (first === undefined) return [];
  const share = fraction - first.fraction;
  return share < 0.05 ? [] : [{ group: task.group, seconds: seconds - first.seconds, cost: share * task.cost }];
}

/** Seconds per unit of planned cost. */
function pace(spent: readonly Spent[]): number {
  const sum = (pick: (entry: Spent) => number): number => spent.reduce((total, entry) => total + pick(entry), 0);
  return sum(({ seconds }) => seconds) / sum(({ cost }) => cost);
}
