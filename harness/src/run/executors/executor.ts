import type { Task } from "../task.ts";

/** How far a running task is, in [0, 1], and what a person watching would like to know. */
export type Report = (fraction: number, detail?: string) => void;

/** What computes tasks and puts their results into the store: one process, several, many machines. */
export interface Executor extends AsyncDisposable {
  /** How many tasks it takes at a time. */
  readonly slots: number;
  /**
   * Computes a task whose needs are in the store, and puts its result there.
   *
   * @throws Fault what the task threw, `aborted`, or `crashed` where what computed it died twice
   */
  run(task: Task, report: Report, signal: AbortSignal): Promise<void>;
}
