import type * as tf from "@tensorflow/tfjs";

/** What {@link classifierFrom} takes: a model of TensorFlow.js, or any differentiable function of a batch. */
export type Model = tf.LayersModel | tf.GraphModel | ((images: tf.Tensor) => tf.Tensor);
