import type { Task } from "../task.ts";

/**
 * How far a running task is, in [0, 1], what a person watching would like to know, and which machine is at
 * it.
 */
export type Report = (fraction: number, detail?: string, machine?: string) => void;

/** Where a task was computed, and how long it took there. */
export interface Computed {
  readonly machine: string;
  readonly seconds: number;
}

/** What computes tasks and puts their results into the store: one process, several, many machines. */
export interface Executor extends AsyncDisposable {
  /** How many tasks it takes at a time. */
  readonly slots: number;
  /**
   * How many it computes at a time, where it takes more than that: tasks then begin with their first report.
   */
  readonly capacity?: number;
  /**
   * Computes a task whose needs are in the store, and puts its result there.
   *
   * @returns where it was computed, where that is another machine's work
   * @throws Fault what the task threw, `aborted`, or `crashed` where what computed it died twice
   */
  run(task: Task, report: Report, signal: AbortSignal): Promise<Computed | undefined>;
}
