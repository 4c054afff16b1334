import type { Objective } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { crossEntropy } from "./cross-entropy.ts";

/** Below every logit, yet finite, so that no backend makes NaN of it. */
const LOWEST = -1e30;

/** F₀ = −cross-entropy with the true class, Eq. (1) of the paper: the loss of every PGD attack there. */
export const crossEntropyObjective: Objective = {
  id: "cross-entropy",
  loss: (logits, labels) => tf.neg(crossEntropy(logits, labels)),
};

/** How a margin counts. */
export interface MarginOptions {
  /** Confidence κ ≥ 0: the loss stops falling at −κ. Default Infinity: it never stops. */
  readonly kappa?: number;
  /** Whether the reference class is the target, to be reached rather than left. Default false. */
  readonly targeted?: boolean;
}

/**
 * The margin of Carlini and Wagner (2017, f₆): max(−κ, Z_y − max_{i≠y} Z_i), the other sign where `targeted`.
 */
export function marginObjective({ kappa = Infinity, targeted = false }: MarginOptions = {}): Objective {
  return {
    id: `${targeted ? "targeted-" : ""}margin${kappa === Infinity ? "" : `-${kappa}`}`,
    loss: (logits, labels) =>
      tf.tidy(() => {
        const margin = marginOf(logits, labels);
        const loss = targeted ? tf.neg<tf.Tensor1D>(margin) : margin;
        return kappa === Infinity ? loss : tf.maximum(loss, -kappa);
      }),
  };
}

/**
 * The difference of logits ratio of Croce and Hein (2020, Eq. (6)), negated because it is minimised here:
 * (Z_y − max_{i≠y} Z_i) / (Z_π₁ − Z_π₃), π sorting the logits downwards. It ignores shift and scale of the
 * logits. It needs three classes; with two it is the plain margin, which ignores the shift alone.
 */
export const dlrObjective: Objective = {
  id: "dlr",
  loss: (logits, labels) =>
    tf.tidy(() => {
      const margin = marginOf(logits, labels);
      const classes = logits.shape[1];
      if (classes < 3) return margin;
      // The third largest by two masked maxima: the sort that TensorFlow.js has no gradient for is not
      // needed.
      const first = tf.max<tf.Tensor1D>(logits, 1);
      const withoutFirst = without(logits, tf.argMax(logits, 1));
      const third = tf.max<tf.Tensor1D>(without(withoutFirst, tf.argMax(withoutFirst, 1)), 1);
      return tf.div(margin, tf.add(tf.sub(first, third), 1e-12));
    }),
};

/**
 * The same loss for a search that is to reach the reference class: its negative. (A margin that stops at −κ
 * has its own option.)
 */
export function towards(objective: Objective): Objective {
  return { id: `towards-${objective.id}`, loss: (logits, labels) => tf.neg(objective.loss(logits, labels)) };
}

/** Z_y − max_{i≠y} Z_i. [B] */
function marginOf(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
  const truth = tf.oneHot(labels, logits.shape[1], 1, 0, "float32");
  return tf.sub(tf.sum(tf.mul(logits, truth), 1), tf.max(without(logits, labels), 1));
}

/** The logits with one class per row put out of the running. */
function without(logits: tf.Tensor2D, classes: tf.Tensor1D): tf.Tensor2D {
  return tf.where(tf.cast(tf.oneHot(classes, logits.shape[1]), "bool"), tf.fill(logits.shape, LOWEST), logits);
}
