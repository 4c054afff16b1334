import { Fault, type Criterion, type Objective, type Problem, type SearchSpace } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { gatherRows } from "../gather-rows.ts";
import type { LossProblem } from "../loss-gradient.ts";

/**
 * The rows of a problem that an attack still works on, with their labels and radii on the backend. Owns all
 * but the problem.
 */
export class OpenRows implements LossProblem, Disposable {
  readonly classify: Problem["classify"];
  readonly criterion: Criterion;
  readonly objective: Objective;
  readonly #whole: SearchSpace;
  #rows: Int32Array;
  #space: SearchSpace;
  #labels: tf.Tensor1D;
  #radius: tf.Tensor1D;

  /** @throws Fault `contradiction` where labels, samples and radii are not one per row of the space */
  constructor(problem: Problem, objective: Objective = problem.objective) {
    const [count = 0] = problem.space.origin.shape;
    for (const name of ["labels", "samples", "radius"] as const) {
      if (problem[name].length === count) continue;
      throw new Fault("contradiction", `The space has ${count} rows and \`${name}\` ${problem[name].length} entries.`, {
        value: problem[name].length,
        mend: "Give one entry per row.",
      });
    }
    this.classify = problem.classify;
    this.criterion = problem.criterion;
    this.objective = objective;
    this.#whole = problem.space;
    this.#space = problem.space;
    this.#rows = Int32Array.from({ length: count }, (_, row) => row);
    this.#labels = tf.tensor1d(problem.labels, "int32");
    this.#radius = tf.tensor1d(problem.radius, "float32");
  }

  /** Position in the problem of each open row. */
  get rows(): Int32Array {
    return this.#rows;
  }

  get space(): SearchSpace {
    return this.#space;
  }

  get labels(): tf.Tensor1D {
    return this.#labels;
  }

  /** [B] */
  get radius(): tf.Tensor1D {
    return this.#radius;
  }

  /** Goes on with those open rows alone (positions among the open ones). */
  narrow(positions: Int32Array): void {
    const before: [SearchSpace, tf.Tensor, tf.Tensor] = [this.#space, this.#labels, this.#radius];
    this.#space = before[0].select(positions);
    this.#labels = gatherRows(this.#labels, positions);
    this.#radius = gatherRows(this.#radius, positions);
    this.#rows = Int32Array.from(positions, (position) => this.#rows[position] as number);
    this.#free(...before);
  }

  [Symbol.dispose](): void {
    this.#free(this.#space, this.#labels, this.#radius);
  }

  #free(space: SearchSpace, ...tensors: tf.Tensor[]): void {
    if (space !== this.#whole) space[Symbol.dispose]();
    tf.dispose(tensors);
  }
}
