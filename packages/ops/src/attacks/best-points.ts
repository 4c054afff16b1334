import type { Problem, Proposal } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { chooseRows } from "../spread-rows.ts";
import type { Harvest } from "./iterate.ts";
import type { Look, Method, State } from "./method.ts";
import type { OpenRows } from "./open-rows.ts";
import { Tally } from "./tally.ts";

/** What is kept, all of it on the backend until the end (a type, not an interface: `tf.tidy` asks for an index signature). */
type Kept = {
  readonly points: tf.Tensor;
  /** Score of the point kept. [B] */
  readonly score: tf.Tensor1D;
  /** Iteration at which the criterion was first met, −1 where never; float32. [B] */
  readonly first: tf.Tensor1D;
  /** Number of looks with a zero gradient; float32. [B] */
  readonly zeros: tf.Tensor1D;
};

/** Keeps the best point of every row, over all iterations, without a read-back before the end. */
export class BestPoints<S extends State> implements Harvest<S> {
  readonly #method: Method<S>;
  readonly #tally: Tally;
  #kept: Kept | undefined;
  #looks = 0;

  constructor(problem: Problem, method: Method<S>) {
    this.#method = method;
    this.#tally = new Tally(problem.labels.length);
    if (problem.labels.length === 0) this.#kept = tf.tidy(() => unseen(problem.space.origin.clone()));
  }

  take(look: Look, iteration: number, rows: OpenRows, state: S): Promise<undefined> {
    const next = tf.tidy(() => {
      const kept = this.#kept ?? unseen(look.points.clone());
      const seen = tf.greaterEqual(kept.first, 0);
      const score = this.#method.score?.(look, rows) ?? look.loss;
      const lower = tf.logicalAnd(tf.less(score, kept.score), seen);
      const better = this.#method.keep === "lowest" ? lower : tf.logicalAnd(lower, look.met);
      const begins = tf.logicalAnd(look.met, tf.logicalNot(seen));
      const take = tf.logicalOr(better, begins);
      const last = iteration === this.#method.iterations;
      const unsolved = last ? tf.logicalNot(tf.logicalOr(seen, begins)) : undefined;
      const points = chooseRows(take, look.points, kept.points);
      return {
        points: unsolved === undefined ? points : chooseRows(unsolved, this.#method.unsolved?.(state, look) ?? look.points, points),
        score: tf.where(take, score, kept.score),
        first: tf.where(begins, tf.fill<tf.Rank.R1>(kept.first.shape, iteration), kept.first),
        zeros: look.zero === undefined ? kept.zeros.clone() : tf.add<tf.Tensor1D>(kept.zeros, tf.cast(look.zero, "float32")),
      };
    });
    if (this.#kept !== undefined) tf.dispose({ ...this.#kept });
    this.#kept = next;
    this.#looks++;
    return Promise.resolve(undefined);
  }

  async finish(): Promise<Proposal> {
    const { first, zeros } = this.#kept as Kept;
    const [iterations, zeroGradients] = await Promise.all([first.data(), zeros.data()]);
    this.#tally.iterations.set(iterations);
    this.#tally.zeroGradients.set(zeroGradients);
    this.#tally.forwards.fill(this.#looks);
    this.#tally.gradients.fill(Math.max(0, this.#looks - 1));
    const { points, score } = this.#kept as Kept;
    this.#kept = undefined;
    tf.dispose([score, first, zeros]);
    return this.#tally.propose(points);
  }

  [Symbol.dispose](): void {
    if (this.#kept !== undefined) tf.dispose({ ...this.#kept });
  }
}

function unseen(points: tf.Tensor): Kept {
  const [rows = 0] = points.shape;
  return { points, score: tf.zeros<tf.Rank.R1>([rows]), first: tf.neg(tf.ones<tf.Rank.R1>([rows])), zeros: tf.zeros<tf.Rank.R1>([rows]) };
}
