import * as tf from "@tensorflow/tfjs";

/**
 * Batch norm with given statistics. The gradient of TensorFlow.js centres its input for the statistics' sake
 * even where the gradient in the input alone is asked for, and tiles the statistics to its size.
 */
export const batchNormGradient = (): tf.GradConfig => {
  const upstream = tf.getGradient("FusedBatchNorm");
  return {
    ...upstream,
    gradFunc: (dy, saved, attrs) => {
      const [, , variance, scale] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor | undefined];
      const { varianceEpsilon } = attrs as { varianceEpsilon: number };
      // All of them anew for each, as what one makes is freed with it.
      const other = (name: string) => (): tf.Tensor => (upstream.gradFunc(dy, saved, attrs)[name] as () => tf.Tensor)();
      return {
        x: () => {
          const inverse = tf.rsqrt(tf.add(variance, varianceEpsilon));
          return tf.mul(dy as tf.Tensor, scale === undefined ? inverse : tf.mul(inverse, scale));
        },
        mean: other("mean"),
        variance: other("variance"),
        scale: other("scale"),
        offset: other("offset"),
      };
    },
  };
};
