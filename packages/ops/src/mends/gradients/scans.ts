import * as tf from "@tensorflow/tfjs";

interface Scan {
  readonly axis: number;
  readonly exclusive: boolean;
  readonly reverse: boolean;
}

/**
 * Σ over the later places of dy · (product without this factor), by the recurrence of the product itself, so
 * that zeros do no harm.
 */
function productGradient(x: tf.Tensor, dy: tf.Tensor, { axis, exclusive, reverse }: Scan): tf.Tensor {
  const inOrder = (tensor: tf.Tensor): tf.Tensor[] => (reverse ? tf.unstack(tensor, axis).toReversed() : tf.unstack(tensor, axis));
  const [factors, above] = [inOrder(x), inOrder(dy)];
  const before: tf.Tensor[] = [];
  factors.reduce<tf.Tensor>(
    (product, factor) => {
      before.push(product);
      return tf.mul(product, factor);
    },
    tf.onesLike(factors[0] as tf.Tensor),
  );
  const gradients: tf.Tensor[] = [];
  // What a change of the product up to and with place i does to everything after.
  let carried: tf.Tensor = tf.zerosLike(factors[0] as tf.Tensor);
  for (let i = factors.length - 1; i >= 0; i--) {
    const own = exclusive ? above[i + 1] : above[i];
    if (i < factors.length - 1) carried = tf.mul(carried, factors[i + 1] as tf.Tensor);
    if (own !== undefined) carried = tf.add(carried, own);
    gradients[i] = tf.mul(carried, before[i] as tf.Tensor);
  }
  return tf.stack(reverse ? gradients.toReversed() : gradients, axis);
}

/**
 * Running sums, whose gradient TensorFlow.js transposes wrongly, running products and the largest k, for
 * which it has none.
 */
export const scanGradients: readonly tf.GradConfig[] = [
  {
    kernelName: "Cumsum",
    gradFunc: (dy, _, attrs) => {
      const { axis, exclusive, reverse } = attrs as unknown as Scan;
      return { x: () => tf.cumsum(dy as tf.Tensor, axis, exclusive, !reverse) };
    },
  },
  {
    kernelName: "Cumprod",
    inputsToSave: ["x"],
    gradFunc: (dy, saved, attrs) => {
      const x = saved[0] as tf.Tensor;
      return { x: () => (x.size === 0 ? tf.zerosLike(x) : productGradient(x, dy as tf.Tensor, attrs as unknown as Scan)) };
    },
  },
  {
    kernelName: "TopK",
    inputsToSave: ["x"],
    outputsToSave: [false, true],
    gradFunc: (dys, saved) => {
      const [x, places] = saved as [tf.Tensor, tf.Tensor];
      const [dy] = dys as tf.Tensor[] as [tf.Tensor];
      const [length, k] = [x.shape.at(-1) as number, dy.shape.at(-1) as number];
      return {
        x: () => {
          const rows = x.size / length;
          const first = tf.reshape(tf.range(0, rows, 1, "int32"), [rows, 1]);
          const flat = tf.add(tf.reshape(places, [rows, k]), tf.mul(first, tf.scalar(length, "int32")));
          return tf.reshape(tf.scatterND(tf.reshape(flat, [rows * k, 1]), tf.reshape(dy, [rows * k]), [x.size]), x.shape);
        },
      };
    },
  },
];
