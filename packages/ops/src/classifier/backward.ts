import { Fault } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { withGradient } from "../with-gradient.ts";

/**
 * A function with the values of one and the gradient of another (BPDA). Nothing that the first does is taped.
 *
 * @param standIn differentiable, of the same input and output; the function itself where absent
 */
export function withBackward<T extends tf.Tensor>(
  forward: (input: T) => tf.Tensor,
  standIn: ((input: T) => tf.Tensor) | undefined,
): (input: T) => tf.Tensor {
  if (standIn === undefined) return forward;
  return (input) => {
    const slope = standIn(input);
    return withGradient([slope], () => {
      const value = forward(input);
      if (value.shape.join() !== slope.shape.join()) {
        throw new Fault("bad-option", `The stand-in returns [${slope.shape.join(", ")}], what it stands for [${value.shape.join(", ")}].`, {
          value: slope.shape,
          mend: "Give `backward` functions that return what those return in whose place they are differentiated.",
        });
      }
      return { value: value.clone(), gradient: (dy) => dy };
    });
  };
}

/** A function whose gradient, where one is asked for, is refused in words. */
export function withoutGradient(forward: (images: tf.Tensor4D) => tf.Tensor): (images: tf.Tensor4D) => tf.Tensor {
  return (images) =>
    withGradient([images], () => ({
      value: forward(images).clone(),
      gradient: () => {
        throw new Fault("contradiction", "The attack asks for a gradient, and the classifier has none.", {
          mend: "Choose an attack by scores, such as square, or by decisions, such as hopskipjump; or transfer from a model with gradients.",
        });
      },
    }));
}

/** Predicted classes [B] as scores [B, classes]: 1 for the class, 0 for the others. */
export function scoresOf(labels: tf.Tensor, classes: number): tf.Tensor2D {
  if (labels.rank !== 1) {
    throw new Fault("bad-option", `The model returns [${labels.shape.join(", ")}] in place of one label per image.`, {
      value: labels.shape,
      mend: 'Return the predicted classes, [B], or leave out `outputs: "labels"`.',
    });
  }
  return tf.oneHot(tf.cast(labels, "int32"), classes, 1, 0, "float32") as tf.Tensor2D;
}
