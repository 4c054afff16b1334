import type { Criterion } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";

/** An example is adversarial when its prediction (lowest class on ties) is not the reference class. */
export const misclassified: Criterion = {
  id: "misclassified",
  aim: "leave",
  met: (logits, labels) => tf.tidy(() => tf.notEqual(tf.argMax(logits, 1), labels)),
};

/**
 * An example is adversarial when its prediction (lowest class on ties) is the reference class, which is then
 * the target.
 */
export const targeted: Criterion = {
  id: "targeted",
  aim: "reach",
  met: (logits, labels) => tf.tidy(() => tf.equal(tf.argMax(logits, 1), labels)),
};
