import * as tf from "@tensorflow/tfjs";

/** Sums a gradient over the axes along which `shape` was broadcast to that of the gradient. */
export function unbroadcast(dy: tf.Tensor, shape: number[]): tf.Tensor {
  const axes = tf.broadcast_util.getReductionAxes(shape, dy.shape);
  return tf.reshape(axes.length === 0 ? dy : tf.sum(dy, axes), shape);
}

type Share = (a: tf.Tensor, b: tf.Tensor, dy: tf.Tensor) => tf.Tensor;

/** TensorFlow.js's gradients of these forget that an input may have been broadcast. */
const broadcast = (kernelName: string, ofA: Share, ofB: Share): tf.GradConfig => ({
  kernelName,
  inputsToSave: ["a", "b"],
  gradFunc: (dy, saved) => {
    const [a, b] = saved as [tf.Tensor, tf.Tensor];
    return {
      a: () => unbroadcast(ofA(a, b, dy as tf.Tensor), a.shape),
      b: () => unbroadcast(ofB(a, b, dy as tf.Tensor), b.shape),
    };
  },
});

const where = (mask: tf.Tensor, dy: tf.Tensor): tf.Tensor => tf.mul(dy, tf.cast(mask, "float32"));
const twiceTheGap: Share = (a, b, dy) => tf.mul(dy, tf.mul(tf.sub(a, b), 2));

/**
 * Maximum, minimum and squared difference of arrays that broadcast. On ties the first input gets the
 * gradient, as in TensorFlow.
 */
export const broadcastGradients: readonly tf.GradConfig[] = [
  broadcast(
    "Maximum",
    (a, b, dy) => where(tf.greaterEqual(a, b), dy),
    (a, b, dy) => where(tf.less(a, b), dy),
  ),
  broadcast(
    "Minimum",
    (a, b, dy) => where(tf.lessEqual(a, b), dy),
    (a, b, dy) => where(tf.greater(a, b), dy),
  ),
  broadcast("SquaredDifference", twiceTheGap, (a, b, dy) => tf.neg(twiceTheGap(a, b, dy))),
];
