import * as tf from "@tensorflow/tfjs";

/** A result, and how to differentiate it. */
export interface Differentiable {
  readonly value: tf.Tensor;
  /** Gradients in the inputs, in their order, given the gradient in the value and what was saved. */
  readonly gradient: (dy: tf.Tensor, saved: readonly tf.Tensor[]) => tf.Tensor | tf.Tensor[];
}

/**
 * `tf.customGrad` over inputs the forward function closes over. What the gradient needs goes through `save`, which keeps it exactly as
 * long as a gradient may still be asked for; what is not an input gets no gradient, and none is computed for it.
 */
export function withGradient(
  inputs: readonly tf.Tensor[],
  forward: (save: (...tensors: tf.Tensor[]) => void) => Differentiable,
): tf.Tensor {
  return tf.customGrad((...all: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const keep = all.at(-1) as tf.GradSaveFunc;
    const { value, gradient } = forward((...tensors) => keep(tensors));
    return { value, gradFunc: gradient };
  })(...inputs);
}
