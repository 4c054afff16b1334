import { FUSED } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { hasFused, runFused } from "./fused.ts";
import { withGradient } from "./with-gradient.ts";

/**
 * max(x, 0), with a gradient that remembers the result alone (TensorFlow.js's own keeps the input and takes
 * more passes).
 */
export function rectify(x: tf.Tensor): tf.Tensor {
  return withGradient([x], (save) => {
    const value = tf.relu(x);
    save(value);
    return { value, gradient: (dy, [y]) => reluGradient(dy, y as tf.Tensor) };
  });
}

/**
 * max(a + b, 0) of two tensors of one shape: the end of a residual block. Both get the same gradient,
 * computed once.
 */
export function rectifySum(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return withGradient([a, b], (save) => {
    const value = tf.relu(tf.add(a, b));
    save(value);
    return {
      value,
      gradient: (dy, [y]) => {
        const both = reluGradient(dy, y as tf.Tensor);
        return [both, both.clone()];
      },
    };
  });
}

/**
 * dy where y > 0, else 0, for y = max(x, 0). Runs the backend's kernel `FUSED.reluGrad` where there is one.
 */
export function reluGradient(dy: tf.Tensor, y: tf.Tensor): tf.Tensor {
  if (hasFused(FUSED.reluGrad)) return runFused(FUSED.reluGrad, { dy, y })[0] as tf.Tensor;
  return tf.mul(dy, tf.step(y));
}
