import type { Objective, Problem, Proposal } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { loss, lossGradient } from "../loss-gradient.ts";
import type { Look } from "./method.ts";
import { pace } from "./pace.ts";
import { RowCounts } from "./row-counts.ts";

/** What a look tells of those rows, on the host. */
export interface RowLook {
  /** [b · classes] */
  readonly logits: Float32Array;
  readonly classes: number;
  /** The objective. [b] */
  readonly loss: Float32Array;
  /** Gradient of the objective in the points; empty where it was not asked for. [b · D] */
  readonly gradient: Float32Array;
  /** Whether the criterion is met, 1 or 0. [b] */
  readonly met: Uint8Array;
}

/** How to look. */
export interface LookOptions {
  readonly objective: Objective;
  /** Whether to differentiate. Default false. */
  readonly gradient?: boolean;
  /** Classes to go towards, one per row looked at; see `Objective.loss`. [b] */
  readonly targets?: Int32Array;
}

/**
 * The ground of attacks that decide row by row on the host, such as random search and minimum-norm attacks:
 * the points of a problem as plain arrays, looks at any rows of it, the best point of every row, and the
 * counts of a proposal. What a row does depends on itself alone, so the batch it travels in changes nothing.
 */
export class RowSearch implements Disposable {
  readonly counts: RowCounts;
  /** Number of rows. */
  readonly rows: number;
  /** Coordinates of a row. */
  readonly size: number;
  /** Shape of a row. */
  readonly shape: readonly number[];
  readonly origin: Float32Array;
  /** Bounds of every coordinate. [B · D] */
  readonly lower: Float32Array;
  readonly upper: Float32Array;
  /** What is proposed of every row, at first the origin. [B · D] */
  readonly best: Float32Array;
  readonly #problem: Problem;
  readonly #turn: () => Promise<void>;
  /** The space of the rows of the last look. */
  #chosen: { readonly rows: Int32Array; readonly space: Problem["space"] } | undefined;

  private constructor(problem: Problem, signal: AbortSignal, [origin, lower, upper]: readonly [Float32Array, Float32Array, Float32Array]) {
    const [rows = 0, ...shape] = problem.space.origin.shape;
    [this.rows, this.shape, this.size] = [rows, shape, shape.reduce((product, length) => product * length, 1)];
    [this.origin, this.lower, this.upper] = [origin, lower, upper];
    this.best = Float32Array.from(origin);
    this.counts = new RowCounts(rows);
    this.#problem = problem;
    this.#turn = pace(signal);
  }

  /** @throws Fault `aborted` */
  static async open(problem: Problem, signal: AbortSignal): Promise<RowSearch> {
    await pace(signal)();
    const { origin, lower, upper } = problem.space;
    const whole = tf.tidy(() => [lower, upper].map((bound) => tf.broadcastTo(bound, origin.shape)));
    try {
      // Copies, because a backend may hand out its own array.
      const values = await Promise.all([origin, ...whole].map(async (tensor) => Float32Array.from(await tensor.data<"float32">())));
      return new RowSearch(problem, signal, values as [Float32Array, Float32Array, Float32Array]);
    } finally {
      tf.dispose(whole);
    }
  }

  /** Whether those are images, whose coordinates have neighbours: [height, width, channels]. */
  get image(): readonly [height: number, width: number, channels: number] | undefined {
    return this.shape.length === 3 ? (this.shape as [number, number, number]) : undefined;
  }

  /** A row of an array [B · D], as a view. */
  row(values: Float32Array, row: number): Float32Array {
    return values.subarray(row * this.size, (row + 1) * this.size);
  }

  /** All rows, in order. */
  all(): Int32Array {
    return Int32Array.from({ length: this.rows }, (_, row) => row);
  }

  /** Writes that point between the bounds of a row. */
  clip(point: Float32Array, row: number): void {
    const at = row * this.size;
    for (let i = 0; i < this.size; i++) {
      point[i] = Math.min(Math.max(point[i] as number, this.lower[at + i] as number), this.upper[at + i] as number);
    }
  }

  /**
   * Classifies one point for each of those rows, which may repeat, and counts it. The criterion's first
   * success counts as that of its row.
   *
   * @param rows the same array as long as they do not change, which saves choosing them again. [b]
   * @param points [b · D]
   * @throws Fault `aborted`
   */
  async look(rows: Int32Array, points: Float32Array, { objective, gradient = false, targets }: LookOptions): Promise<RowLook> {
    await this.#turn();
    const { classify, criterion } = this.#problem;
    const labels = Int32Array.from(rows, (row) => this.#problem.labels[row] as number);
    const asked = { classify, objective, labels, space: this.#select(rows) };
    const seen = tf.tidy((): Omit<Look, "points"> => {
      const at = tf.tensor(points, [rows.length, ...this.shape]);
      const look = gradient ? lossGradient(asked, at, targets) : loss(asked, at, targets);
      return { ...look, met: criterion.met(look.logits, tf.tensor1d(labels, "int32")) };
    });
    try {
      // Copies, because a backend may hand out its own array.
      const read = async (tensor: tf.Tensor | undefined): Promise<Float32Array> =>
        Float32Array.from((await tensor?.data<"float32">()) ?? []);
      const [logits, losses, slopes] = await Promise.all([read(seen.logits), read(seen.loss), read(seen.gradient)]);
      const look = { logits, classes: seen.logits.shape[1], loss: losses, gradient: slopes, met: Uint8Array.from(await seen.met.data()) };
      this.#count(rows, look, gradient);
      return look;
    } finally {
      tf.dispose({ ...seen });
    }
  }

  /** Proposes that point of a row, which was looked at. */
  take(row: number, point: Float32Array): void {
    this.best.set(point, row * this.size);
  }

  /** What is proposed: the best points. */
  propose(): Proposal {
    return this.counts.propose(tf.tensor(this.best, [this.rows, ...this.shape]));
  }

  [Symbol.dispose](): void {
    this.#free();
  }

  #count(rows: Int32Array, { met, gradient }: RowLook, differentiated: boolean): void {
    for (const [position, row] of rows.entries()) {
      if (met[position] === 1 && this.counts.iterations[row] === -1) this.counts.iterations[row] = this.counts.forwards[row] as number;
      const zero = differentiated && this.row(gradient, position).every((slope) => slope === 0);
      this.counts.count(row, differentiated, zero);
    }
  }

  #select(rows: Int32Array): Problem["space"] {
    if (this.#chosen?.rows === rows) return this.#chosen.space;
    this.#free();
    const whole = rows.length === this.rows && rows.every((row, position) => row === position);
    const space = whole ? this.#problem.space : this.#problem.space.select(rows);
    this.#chosen = { rows, space };
    return space;
  }

  #free(): void {
    if (this.#chosen !== undefined && this.#chosen.space !== this.#problem.space) this.#chosen.space[Symbol.dispose]();
    this.#chosen = undefined;
  }
}
