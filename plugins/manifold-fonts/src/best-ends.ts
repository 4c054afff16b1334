import * as tf from "@tensorflow/tfjs";
import type { Fit } from "./fit.ts";

/**
 * The best end of every row: of the starts beside each other, the one of smallest loss. Fits of [rows ·
 * starts] to fits of [rows].
 */
export function bestEnds(fit: Fit, rows: number): Fit {
  return tf.tidy(() => {
    const starts = fit.loss.size / rows;
    const first = tf.range(0, rows, 1, "int32").mul<tf.Tensor1D>(tf.scalar(starts, "int32"));
    const best = fit.loss.reshape([rows, starts]).argMin<tf.Tensor1D>(1).add<tf.Tensor1D>(first);
    return {
      codes: tf.gather(fit.codes, best),
      loss: tf.gather(fit.loss, best),
      damping: tf.gather(fit.damping, best),
    };
  });
}
