/** What a worker must know to plan like the process that started it. Plain data. */
export interface WorkerRequest {
  /** The request as it was made, before it was checked. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Strategies that the config file describes. */
  readonly described: readonly unknown[];
  /** Folder of the store. */
  readonly store: string;
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
  readonly fault?: { readonly code: string; readonly problem: string; readonly mend?: string };
}
