import type { Problem, Proposal } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { chooseRows } from "../spread-rows.ts";
import { keepBest, type Kept } from "./keep-best.ts";
import type { Look, Method, State } from "./method.ts";
import type { OpenRows } from "./open-rows.ts";
import type { ProposalCollector } from "./proposal-collector.ts";
import { RowCounts } from "./row-counts.ts";

/** Keeps the best point of every row, over all iterations, without a read-back before the end. */
export class BestPoints<S extends State> implements ProposalCollector<S> {
  readonly #method: Method<S>;
  readonly #counts: RowCounts;
  #kept: Kept | undefined;
  #firstLoss: tf.Tensor1D | undefined;
  #fell: tf.Tensor1D | undefined;
  #looks = 0;

  constructor(problem: Problem, method: Method<S>) {
    this.#method = method;
    this.#counts = new RowCounts(problem.labels.length);
    if (problem.labels.length === 0) this.#kept = tf.tidy(() => unseen(problem.space.origin.clone()));
  }

  take(look: Look, iteration: number, rows: OpenRows, state: S): Promise<undefined> {
    const next = tf.tidy(() => {
      const kept = this.#kept ?? unseen(look.points.clone());
      const score = this.#method.score?.(look, rows) ?? look.loss;
      const best = keepBest(kept, look, score, iteration, this.#method.keep === "lowest");
      if (iteration < this.#method.iterations) return best;
      return { ...best, points: chooseRows(tf.less(best.first, 0), this.#method.unsolved?.(state, look) ?? look.points, best.points) };
    });
    if (this.#kept !== undefined) tf.dispose({ ...this.#kept });
    this.#kept = next;
    this.#looks++;
    this.#firstLoss ??= look.loss.clone();
    if (iteration === this.#method.iterations) this.#fell = tf.less(look.loss, this.#firstLoss);
    return Promise.resolve(undefined);
  }

  async finish(): Promise<Proposal> {
    const { first, zeros } = this.#kept as Kept;
    const [iterations, zeroGradients, fell = []] = await Promise.all([first.data(), zeros.data(), this.#fell?.data()]);
    this.#counts.iterations.set(iterations);
    this.#counts.zeroGradients.set(zeroGradients);
    this.#counts.stalled.set(Array.from(fell, (flag) => 1 - flag));
    this.#counts.forwards.fill(this.#looks);
    this.#counts.gradients.fill(Math.max(0, this.#looks - 1));
    const { points, score } = this.#kept as Kept;
    this.#kept = undefined;
    tf.dispose([score, first, zeros]);
    return this.#counts.propose(points);
  }

  [Symbol.dispose](): void {
    tf.dispose([{ ...this.#kept }, { loss: this.#firstLoss, fell: this.#fell }]);
  }
}

function unseen(points: tf.Tensor): Kept {
  const [rows = 0] = points.shape;
  return { points, score: tf.zeros<tf.Rank.R1>([rows]), first: tf.neg(tf.ones<tf.Rank.R1>([rows])), zeros: tf.zeros<tf.Rank.R1>([rows]) };
}
