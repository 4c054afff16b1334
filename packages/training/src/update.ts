import type { Classifier } from "@disentangle/core";
import { type Adam, crossEntropy } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";

/** The images of one update. */
export interface UpdateBatch {
  /** [B, height, width, channels] */
  readonly images: tf.Tensor4D;
  /** [B] */
  readonly labels: Int32Array;
  /** Weight of each sample's loss: its group's weight over the size of the group. [B] */
  readonly weights: Float32Array;
}

/**
 * One optimiser step on a weighted sum of cross-entropies, all images forward together in train mode, so
 * under one set of batch statistics.
 *
 * @returns the loss, a scalar on the backend; the caller disposes of it
 */
export function update(classifier: Classifier, optimiser: Adam, { images, labels, weights }: UpdateBatch, learningRate: number): tf.Scalar {
  return tf.tidy(() => {
    const loss = (): tf.Scalar => {
      const perSample = crossEntropy(classifier.logits(images, "train"), tf.tensor1d(labels, "int32"));
      return perSample.mul(tf.tensor1d(weights)).sum<tf.Scalar>();
    };
    const { value, grads } = tf.variableGrads(loss, Object.values(classifier.parameters()));
    optimiser.apply(grads, learningRate);
    return value;
  });
}
