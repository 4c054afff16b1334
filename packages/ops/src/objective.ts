import type { Objective } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { crossEntropy } from "./cross-entropy.ts";
import { spreadRows } from "./spread-rows.ts";
import { withGradient } from "./with-gradient.ts";

/** Below every logit, yet finite, so that no backend makes NaN of it. */
const LOWEST = -1e30;
/** Keeps quotients of logits finite. */
const TINY = 1e-12;

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
      if (logits.shape[1] < 3) return margin;
      const [first, , third] = largest(logits, 3) as [tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];
      return tf.div(margin, tf.add(tf.sub(first, third), TINY));
    }),
};

/**
 * The difference of logits Z_y − Z_t between the reference class and a target t: below zero where the target
 * is preferred to it. Without targets, that to the largest other logit, the margin.
 */
export const differenceObjective: Objective = { id: "logit-difference", loss: (...given) => tf.tidy(() => differenceOf(...given)) };

/**
 * The targeted difference of logits ratio (Croce and Hein 2020, Eq. (7)), negated:
 * (Z_y − Z_t) / (Z_π₁ − (Z_π₃ + Z_π₄) / 2). With three classes π₄ is π₃, with two it is the plain difference.
 * Without targets, towards the largest other logit.
 */
export const targetedDlrObjective: Objective = {
  id: "targeted-dlr",
  loss: (logits, labels, targets) =>
    tf.tidy(() => {
      const difference = differenceOf(logits, labels, targets);
      if (logits.shape[1] < 3) return difference;
      const [first, , third, fourth = third] = largest(logits, Math.min(4, logits.shape[1])) as [tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];
      return tf.div(difference, tf.add(tf.sub(first, tf.mul(tf.add(third, fourth), 0.5)), TINY));
    }),
};

/**
 * Cross-entropy of logits that are scaled so that the largest two differ by one, which keeps gradients from
 * vanishing in floating point where a classifier is sure (the MIFPE loss: Yu and Xu, *Efficient Loss Function
 * by Minimizing the Detrimental Effect of Floating-Point Errors on Gradient-Based Attacks*, CVPR 2023). The
 * scale counts as a constant: it has no gradient of its own.
 */
export const scaledLogitsObjective: Objective = {
  id: "mifpe",
  loss: (logits, labels) =>
    tf.tidy(() => {
      const scaled = withGradient([logits], (save) => {
        const [first, second] = largest(logits, 2) as [tf.Tensor1D, tf.Tensor1D];
        const scale = spreadRows(tf.div(1, tf.maximum(tf.sub(first, second), TINY)), logits);
        save(scale);
        return { value: tf.mul(logits, scale), gradient: (dy, [kept]) => tf.mul(dy, kept as tf.Tensor) };
      });
      return tf.neg(crossEntropy(scaled as tf.Tensor2D, labels));
    }),
};

/**
 * The same loss for a search that is to reach the reference class: its negative. (A margin that stops at −κ
 * has its own option.)
 */
export function towards(objective: Objective): Objective {
  return { id: `towards-${objective.id}`, loss: (logits, labels, targets) => tf.neg(objective.loss(logits, labels, targets)) };
}

/** Z_y − max_{i≠y} Z_i. [B] */
function marginOf(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
  return tf.sub(logitOf(logits, labels), tf.max(without(logits, labels), 1));
}

/** Z_y − Z_t. [B] */
function differenceOf(logits: tf.Tensor2D, labels: tf.Tensor1D, targets?: tf.Tensor1D): tf.Tensor1D {
  return targets === undefined ? marginOf(logits, labels) : tf.sub(logitOf(logits, labels), logitOf(logits, targets));
}

function logitOf(logits: tf.Tensor2D, classes: tf.Tensor1D): tf.Tensor1D {
  return tf.sum(tf.mul(logits, tf.oneHot(classes, logits.shape[1], 1, 0, "float32")), 1);
}

/**
 * The largest logits per row, downwards, each [B]: by masked maxima, as TensorFlow.js has no gradient for its
 * sort.
 */
function largest(logits: tf.Tensor2D, count: number): tf.Tensor1D[] {
  let rest = logits;
  return Array.from({ length: count }, (_, place) => {
    if (place > 0) rest = without(rest, tf.argMax(rest, 1));
    return tf.max<tf.Tensor1D>(rest, 1);
  });
}

/** The logits with one class per row put out of the running. */
function without(logits: tf.Tensor2D, classes: tf.Tensor1D): tf.Tensor2D {
  return tf.where(tf.cast(tf.oneHot(classes, logits.shape[1]), "bool"), tf.fill(logits.shape, LOWEST), logits);
}
