import type { Protocol } from "@disentangle/core";
import type * as tf from "@tensorflow/tfjs";
import type { OpenRows } from "./open-rows.ts";

/** What a method remembers between iterations: named tensors whose first axis is the open rows. */
export type State = Readonly<Record<string, tf.Tensor>>;

/** One evaluation of the open rows (a type, not an interface: `tf.tidy` asks for an index signature). */
export type Look = {
  /** Where it was made. [B, ...] */
  readonly points: tf.Tensor;
  readonly logits: tf.Tensor2D;
  /** The objective. [B] */
  readonly loss: tf.Tensor1D;
  /** Gradient of the objective in the points; that of the last evaluation is not computed. */
  readonly gradient?: tf.Tensor;
  /** Whether the criterion is met. [B] bool */
  readonly met: tf.Tensor1D;
  /** Whether the whole gradient is zero. [B] bool */
  readonly zero?: tf.Tensor1D;
};

/** A look with its gradient. */
export type GradientLook = Look & { readonly gradient: tf.Tensor };

/**
 * What to propose of the points looked at:
 *
 * - `first`: the first that meets the criterion; its row is done and leaves the batch (the test attacks of
 *   the original experiments);
 * - `best`: of those that meet it, the one with the lowest score; all iterations run, with no read-back;
 * - `lowest`: from the first that meets it on, the one with the lowest score, even if it does not meet it
 *   (the released training attacks).
 *
 * A row that never meets it proposes its last point.
 */
export type Keep = "first" | "best" | "lowest";

/**
 * What an attack keeps that stops at success, as tests do, or runs through, as training does; the released
 * code let a success go again.
 */
export function keepFor(mode: "stopping" | "run-through", protocol: Protocol): Keep {
  if (mode === "stopping") return "first";
  return protocol === "reference" ? "lowest" : "best";
}

/**
 * An iterative attack as a few hooks, each called inside `tf.tidy`. Rows must not interact, which makes the
 * result independent of the batch they travel in.
 */
export interface Method<S extends State> {
  /** Number of updates; there is one evaluation more. */
  readonly iterations: number;
  readonly keep: Keep;
  /** The state before the first evaluation. */
  start(rows: OpenRows): S;
  /** Where to look next. */
  points(state: S, rows: OpenRows): tf.Tensor;
  /** The state after a look. `iteration` counts from 0. */
  step(state: S, look: GradientLook, iteration: number, rows: OpenRows): S;
  /** What `best` and `lowest` compare, [B]; the loss where absent. */
  score?(look: Look, rows: OpenRows): tf.Tensor1D;
  /** A stricter criterion, [B] bool; the problem's own where absent. */
  met?(look: Look, rows: OpenRows, iteration: number): tf.Tensor1D;
  /** The class that the objective is to go towards, [B] int32; for objectives that ask for one. */
  targets?(state: S): tf.Tensor1D;
  /**
   * What rows that never met the criterion propose, given the last look; its points where absent. Not called
   * under `first`.
   */
  unsolved?(state: S, last: Look): tf.Tensor;
}
