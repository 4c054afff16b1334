import type * as tf from "@tensorflow/tfjs";
import type { Arbitrary } from "fast-check";
import type { Grid } from "./grid.ts";
import type { OperationInput } from "./operation-input.ts";

/** An operation, held against plain loops: for parameters drawn at random, its values and its gradient. */
export interface Operation<P = unknown> {
  /** As TensorFlow.js calls it, and what is special: `avgPool, padded`. */
  readonly name: string;
  /** Whatever else than numbers decides: shapes, strides, paddings. */
  readonly parameters: Arbitrary<P>;
  readonly inputs: (parameters: P) => readonly OperationInput[];
  readonly run: (parameters: P, ...inputs: tf.Tensor[]) => tf.Tensor;
  /** The same by plain loops in double precision, never by TensorFlow.js. */
  readonly loops: (parameters: P, ...inputs: Grid[]) => Grid;
  /** Dtype of the result; default float32. */
  readonly dtype?: tf.DataType;
  /**
   * Whether it is differentiated in its float inputs; default true. Steps and comparisons are, and have
   * gradient zero.
   */
  readonly differentiable?: boolean;
  /**
   * Largest error relative to the largest number of the result (at least 1) that is rounding; default 2e-5.
   */
  readonly tolerance?: number;
  /** Most cases to draw, where the loops take long; default as many as are asked for. */
  readonly most?: number;
}

/** An operation whose parameters the caller need not know. */
export function operation<P>(described: Operation<P>): Operation {
  return described as unknown as Operation;
}
