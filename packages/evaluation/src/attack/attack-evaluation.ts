import type { Attack, Cell, Criterion, Dataset, Frozen, Objective, Random, Rows, SearchSpace } from "@disentangle/core";

/** How the restarts of an image become one number. */
export type Combine = "worst-case" | "average";

/** What {@link evaluateAttack} runs. */
export interface AttackEvaluation {
  readonly cell: Cell;
  readonly attack: Attack;
  readonly frozen: Frozen;
  /** What a transfer attack attacks in its place. */
  readonly source?: Frozen;
  readonly dataset: Dataset;
  /** Positions in the test split. [n] */
  readonly samples: Int32Array;
  /** The space to search for those examples; the evaluator disposes of it. */
  readonly spaceOf: (rows: Rows) => SearchSpace;
  /** Radius of the ball in units of the space: one for all, or one per sample. [n] */
  readonly radius: number | Float32Array;
  readonly restarts: number;
  /** `worst-case`: solved samples leave later restarts. `average`: every restart attacks every sample. */
  readonly combine: Combine;
  readonly criterion: Criterion;
  readonly objective: Objective;
  /**
   * Reference classes given to criterion and objective; default the true ones. For targeted criteria, the
   * targets.
   */
  readonly targets?: (rows: Rows) => Int32Array | Promise<Int32Array>;
  /** Rows whose success counts, 1 or 0; the others count as failures. Default all. [B] */
  readonly counts?: (rows: Rows) => Uint8Array;
  /**
   * Whether points of an unbounded (minimum-norm) attack fail beyond the radius, default true. The original
   * experiments do not check.
   */
  readonly enforceRadius?: boolean;
  /** Samples per batch, default 100. Changes no result, but for the rounding of the backend. */
  readonly batch?: number;
  readonly random: Random;
  readonly signal: AbortSignal;
  /** Told the number of finished searches after each batch, of restarts · n. */
  readonly onProgress?: (done: number, total: number) => void;
}
