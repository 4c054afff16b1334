import type { Problem } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";

/** What a loss is made of: a problem, or its open rows with the labels already on the backend. */
export type LossProblem = Pick<Problem, "classify" | "objective"> & {
  readonly space: Pick<Problem["space"], "render">;
  /** Reference class per row. [B] */
  readonly labels: Int32Array | tf.Tensor1D;
};

/** Classes that an objective is to go towards, see `Objective.loss`. [B] */
export type Targets = Int32Array | tf.Tensor1D | undefined;

/** Logits and loss at some points. */
export interface Loss {
  /** [B, classes] */
  readonly logits: tf.Tensor2D;
  /** The objective, per row. [B] */
  readonly loss: tf.Tensor1D;
}

/** Logits, loss, and the gradient of the loss in the points. */
export interface LossGradient extends Loss {
  /** Shaped as the points; zero where the loss does not depend on them. */
  readonly gradient: tf.Tensor;
}

/** Renders, classifies and scores points [B, ...], without gradient. The caller disposes of the result. */
export function loss(problem: LossProblem, points: tf.Tensor, targets?: Targets): Loss {
  return tf.tidy(() => {
    const logits = problem.classify(problem.space.render(points));
    return { logits, loss: problem.objective.loss(logits, onBackend(problem.labels), onBackend(targets)) };
  });
}

/**
 * The same with the gradient of every row's loss in its point, in one pass: only the path from the points to
 * the loss is differentiated, so no weight gradient is computed. Rows do not interact as long as classifier
 * and objective do not mix them. The caller disposes of the result.
 */
export function lossGradient(problem: LossProblem, points: tf.Tensor, targets?: Targets): LossGradient {
  return tf.tidy(() => {
    const [labels, aims] = [onBackend(problem.labels), onBackend(targets)];
    let logits: tf.Tensor2D | undefined;
    let failure: { readonly error: unknown } | undefined;
    const forward = (): tf.Tensor => {
      try {
        const output = problem.classify(problem.space.render(points));
        // Kept, because the engine frees what the forward pass made; a clone, because the output may be the
        // classifier's own.
        logits = tf.keep(output.clone());
        return problem.objective.loss(output, labels, aims);
      } catch (error) {
        // The engine frees what it saved for the gradient only where the forward pass returns.
        failure = { error };
        return tf.scalar(0);
      }
    };
    try {
      // Unlike `tf.grad`, this accepts a loss that does not depend on the points; the derivative of each
      // row's loss is summed, never mixed.
      const { value, grads } = tf.engine().gradients(forward, [points], undefined, true);
      if (failure !== undefined) throw failure.error;
      return { logits: (logits as tf.Tensor2D).clone(), loss: value as tf.Tensor1D, gradient: grads[0] ?? tf.zerosLike(points) };
    } finally {
      logits?.dispose();
    }
  });
}

function onBackend(classes: Int32Array | tf.Tensor1D): tf.Tensor1D;
function onBackend(classes: Targets): tf.Tensor1D | undefined;
function onBackend(classes: Targets): tf.Tensor1D | undefined {
  return classes instanceof Int32Array ? tf.tensor1d(classes, "int32") : classes;
}
