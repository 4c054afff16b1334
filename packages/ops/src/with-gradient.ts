import * as tf from "@tensorflow/tfjs";

/** A result, and how to differentiate it. */
export interface Differentiable {
  readonly value: tf.Tensor;
  /** Gradients in the inputs, in their order, given the gradient in the value and what was saved. */
  readonly gradient: (dy: tf.Tensor, saved: readonly tf.Tensor[]) => tf.Tensor | tf.Tensor[];
}

/**
 * `tf.customGrad` over inputs the forward function closes over. What the gradient needs goes through `save`,
 * which keeps it exactly as long as a gradient may still be asked for; what is not an input gets no gradient,
 * and none is computed for it.
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

/** A function of one tensor and its gradient, as {@link chain} takes it: `save` may be called once. */
export type Link = (x: tf.Tensor, save: (...tensors: tf.Tensor[]) => void) => Differentiable;

/**
 * Several functions, one after the other, as one entry on TensorFlow.js's tape: each entry costs some ten
 * microseconds and copies.
 */
export function chain(links: readonly Link[], x: tf.Tensor): tf.Tensor {
  return withGradient([x], (save) => {
    const kept: tf.Tensor[] = [];
    const gradients: Differentiable["gradient"][] = [];
    const value = links.reduce((input, link) => {
      const first = kept.length;
      const output = link(input, (...tensors) => kept.push(...tensors));
      const last = kept.length;
      gradients.push((dy, saved) => output.gradient(dy, saved.slice(first, last)));
      return output.value;
    }, x);
    save(...kept);
    return {
      value,
      gradient: (dy, saved) => gradients.reduceRight<tf.Tensor>((above, gradient) => gradient(above, saved) as tf.Tensor, dy),
    };
  });
}
