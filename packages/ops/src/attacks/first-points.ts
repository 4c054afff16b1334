import type { Problem, Proposal } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { gatherRows } from "../gather-rows.ts";
import type { Look, Method, State } from "./method.ts";
import type { OpenRows } from "./open-rows.ts";
import type { ProposalCollector } from "./proposal-collector.ts";
import { RowCounts } from "./row-counts.ts";

/**
 * Keeps the first point of every row that meets the criterion, and sends its row home. One small read-back
 * per look, and one of the loss with the first and the last.
 */
export class FirstPoints<S extends State> implements ProposalCollector<S> {
  readonly #method: Method<S>;
  readonly #counts: RowCounts;
  readonly #order: number[] = [];
  readonly #parts: tf.Tensor[] = [];
  readonly #origin: tf.Tensor;
  #firstLoss = new Float32Array(0);

  constructor(problem: Problem, method: Method<S>) {
    this.#method = method;
    this.#origin = problem.space.origin;
    this.#counts = new RowCounts(problem.labels.length);
  }

  async take(look: Look, iteration: number, rows: OpenRows): Promise<Int32Array> {
    const last = iteration === this.#method.iterations;
    const flags = tf.tidy(() => (look.zero === undefined ? look.met : tf.concat([look.met, look.zero])));
    // Without a gradient the flags are the look's own.
    const values = await flags.data().finally(() => look.zero !== undefined && flags.dispose());
    const losses = iteration === 0 || last ? await look.loss.data() : [];
    if (iteration === 0) this.#firstLoss = Float32Array.from(losses);
    const [home, open]: [number[], number[]] = [[], []];
    for (const [position, row] of rows.rows.entries()) {
      const met = values[position] === 1;
      this.#counts.count(row, !last, values[rows.rows.length + position] === 1);
      if (met) this.#counts.iterations[row] = iteration;
      if (last) this.#counts.stalled[row] = (losses[position] as number) < (this.#firstLoss[row] as number) ? 0 : 1;
      (met || last ? home : open).push(position);
    }
    if (home.length > 0) {
      this.#parts.push(gatherRows(look.points, Int32Array.from(home)));
      for (const position of home) this.#order.push(rows.rows[position] as number);
    }
    return Int32Array.from(open);
  }

  finish(): Promise<Proposal> {
    const place = new Int32Array(this.#order.length);
    for (const [position, row] of this.#order.entries()) place[row] = position;
    const points = this.#parts.length === 0 ? this.#origin.clone() : tf.tidy(() => gatherRows(tf.concat(this.#parts), place));
    return Promise.resolve(this.#counts.propose(points));
  }

  [Symbol.dispose](): void {
    tf.dispose(this.#parts);
  }
}
