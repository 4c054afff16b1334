import type { RunCode } from "../run-code.ts";

/** What a worker must know to plan like the process that started it. Plain data. */
export interface WorkerRequest {
  /** The request as it was made, before it was checked. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Strategies that the config file describes. */
  readonly described: readonly unknown[];
  /** Folder of the store, or its address. */
  readonly store: string;
  /** Threads of each worker, where its backend has any; default 1. */
  readonly threads?: number;
  /** Whether the store is waited for where it cannot be reached: others share it. */
  readonly shared?: boolean;
  /** What another machine plans with; a worker that has something else refuses. */
  readonly expected?: { readonly code: RunCode; readonly identity: string };
  /** Where paths in the options begin. */
  readonly workingFolder: string;
}

/** How far a worker's task is. */
export interface WorkerEvent {
  readonly fraction: number;
  readonly detail?: string;
}

/** How a task ended; a fault crosses processes as plain data. */
export interface WorkerOutcome {
  /** Why the worker cannot take the task as it was asked for. */
  readonly refused?: string;
  readonly fault?: { readonly code: string; readonly problem: string; readonly mend?: string };
}
