import type { Artifact } from "@disentangle/artifacts";
import type { Cell, Evidence, Json, LessonContext, SpaceName } from "@disentangle/core";
import type { Workbench } from "../parts/workbench.ts";

/** What a task is about, by the names that rows and labels use. */
export interface TaskSubject {
  /** The model it is about. */
  readonly cell?: Cell;
  readonly attack?: string;
  readonly space?: SpaceName;
  /** Id of the manifold that is learned or that measures. */
  readonly manifold?: string;
  readonly lesson?: string;
}

/**
 * A piece of work as plain data: it can be hashed, printed, drawn, sent. Nothing finds out what it needs by
 * running.
 */
export interface Task {
  /** One of the table of kinds. */
  readonly kind: string;
  /** The task in words. */
  readonly label: string;
  /** Tasks of one group cost alike, in proportion to their cost; the time left is estimated per group. */
  readonly group: string;
  /** Rough cost, in seconds on one core. */
  readonly cost: number;
  /** All that its result depends on besides its needs and the {@link World}. */
  readonly inputs: Json;
  /** The tasks whose results it reads, by the name it reads them by. */
  readonly needs: Readonly<Record<string, Task>>;
  readonly subject: TaskSubject;
  /** Hash of kind, inputs, keys of the needs and world: the name under which its result is kept. */
  readonly key: string;
}

/** Finished results, read where they are kept. */
export interface Results {
  /** The typed result of a finished task. */
  read<R>(task: Task): Promise<R>;
  /** All that a finished task wrote. */
  artifact(task: Task): Promise<Artifact>;
}

/** A task at work. */
export interface Job {
  readonly task: Task;
  readonly results: Results;
  readonly bench: Workbench;
  readonly context: LessonContext;
  /** Seconds that this task has taken so far, those before an interruption included. */
  readonly seconds: () => number;
}

/** What tasks of one kind do; see the table in `kinds/index.ts`. */
export interface TaskKind<R = unknown> {
  /** Computes what is kept. */
  compute(job: Job): Promise<Artifact>;
  /** The typed result; throws a Fault `bad-data` where the artifact is not what the task wrote. */
  decode(task: Task, artifact: Artifact): R;
  /** What claims and reports see of it. */
  evidence?(task: Task, results: Results): Promise<Partial<Evidence>>;
  /** Whether results are large: only the latest of these are kept in memory. */
  readonly large?: boolean;
  /** What `result.json` calls the file it wrote; absent where it is not named there. */
  readonly file?: string;
}

/** A need of that name. */
export function needOf(task: Task, name: string): Task {
  const need = task.needs[name];
  if (need === undefined) throw new Error(`The task "${task.label}" was planned without its need "${name}".`);
  return need;
}
