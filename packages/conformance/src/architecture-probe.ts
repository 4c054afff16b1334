import { partOf, Random, type Classifier, type ImageShape, type Plugin } from "@disentangle/core";
import type * as tf from "@tensorflow/tfjs";

/** Builds classifiers of a plugin's architecture, from the seed 1; the caller disposes of them. */
export function builderOf(plugin: Plugin): (image: ImageShape, classes: number, options?: unknown) => Promise<Classifier> {
  return async (image, classes, options) => (await partOf(plugin, "architecture", options)).build({ image, classes }, Random.seeded(1));
}

/** Number of trained parameters. */
export function parameterCount({ parameters }: Pick<Classifier, "parameters">): number {
  return Object.values(parameters()).reduce((sum, { size }) => sum + size, 0);
}

/** Shapes of parameters and statistics by name, such as `4×4×1×16`. */
export function stateShapes(classifier: Pick<Classifier, "state">): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(classifier.state()).map(([name, { shape }]) => [name, shape.join("×")]));
}

/** By how many standard errors the variance of normal weights of mean 0 misses the one expected. */
export function varianceError(weights: tf.Tensor, expected: number): number {
  const values = weights.dataSync<"float32">();
  const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length;
  return Math.abs(variance / expected - 1) / Math.sqrt(2 / values.length);
}
