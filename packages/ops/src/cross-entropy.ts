import { FUSED } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { hasFused, runFused } from "./fused.ts";
import { withGradient } from "./with-gradient.ts";

/**
 * Softmax cross-entropy per sample: −log softmax(logits)[label]. Differentiable in the logits, with the
 * closed-form gradient softmax − one-hot. Runs the backend's kernel `FUSED.crossEntropy` where there is one.
 *
 * @param logits [B, K]
 * @param labels [B] int32 in [0, K)
 * @returns [B], not negative
 */
export function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
  return withGradient([logits], (save) => {
    const [value, gradient] = lossAndGradient(logits, labels);
    save(gradient);
    return { value, gradient: (dy, [perSample]) => tf.mul(perSample as tf.Tensor, tf.expandDims(dy, 1)) };
  }) as tf.Tensor1D;
}

function lossAndGradient(logits: tf.Tensor2D, labels: tf.Tensor1D): [loss: tf.Tensor, gradient: tf.Tensor] {
  if (hasFused(FUSED.crossEntropy)) return runFused(FUSED.crossEntropy, { logits, labels }) as [tf.Tensor, tf.Tensor];
  const logarithm = tf.logSoftmax(logits);
  const truth = tf.oneHot(labels, logits.shape[1], 1, 0, "float32");
  return [tf.neg(tf.sum(tf.mul(truth, logarithm), 1)), tf.sub(tf.exp(logarithm), truth)];
}
