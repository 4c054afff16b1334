import type { Artifact } from "@disentangle/artifacts";
import type { Cell } from "@disentangle/core";

/** What a task may use and tell while it computes. */
export interface TaskContext {
  readonly signal: AbortSignal;
  /** The result of another task, computed first if need be. */
  readonly obtain: <T>(task: Task<T>) => Promise<T>;
  /** All that another task wrote, read again from where it is kept; computed first if need be. */
  readonly artifact: (task: Task<unknown>) => Promise<Artifact>;
  /** How far it is, in [0, 1], and what a person watching would like to know. */
  readonly progress: (fraction: number, detail?: string) => void;
}

/** A piece of work that is never done twice: its key is the hash of all that its result depends on. */
export interface Task<T> {
  /** Tasks of one kind cost alike; the time left is estimated per kind. */
  readonly kind: string;
  /** The model it is about. */
  readonly cell: Cell;
  readonly label: string;
  readonly key: string;
  /** Whether the result is large: only the latest of these are kept in memory. */
  readonly heavy?: boolean;
  /** Rough cost, in seconds on two cores; only ratios matter. */
  readonly cost: number;
  compute(context: TaskContext): Promise<Artifact>;
  /** Called once the result is kept: for what was needed only until then. */
  finished?(): Promise<void>;
  /** The typed result; throws a Fault `bad-data` where the artifact is not what the task wrote. */
  decode(artifact: Artifact): T;
}
