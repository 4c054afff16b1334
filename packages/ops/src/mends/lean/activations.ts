import { FUSED } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { hasFused, runFused } from "../../fused.ts";

/** Attributes of the fused kernel. */
interface Interval {
  readonly low: number;
  readonly high: number;
  readonly open: boolean;
}

/**
 * Wraps the gradient of TensorFlow.js, which takes up to six passes; where the backend registered
 * `FUSED.betweenGrad` it takes one, and comes to the same.
 */
function between(kernelName: string, interval: (attrs: tf.NamedAttrMap) => Interval): tf.GradConfig {
  const upstream = tf.getGradient(kernelName);
  return {
    kernelName,
    inputsToSave: ["x"],
    gradFunc: (dy, saved, attrs) => {
      const [x] = saved as [tf.Tensor];
      const above = dy as tf.Tensor;
      if (x.dtype !== "float32" || above.dtype !== "float32" || !hasFused(FUSED.betweenGrad)) return upstream.gradFunc(dy, saved, attrs);
      return { x: () => runFused(FUSED.betweenGrad, { dy: above, x }, { ...interval(attrs) })[0] as tf.Tensor };
    },
  };
}

/** Activations that are linear between two values. */
export const activationGradients = (): readonly tf.GradConfig[] => [
  between("Relu", () => ({ low: 0, high: Infinity, open: true })),
  between("Relu6", () => ({ low: 0, high: 6, open: true })),
  between("ClipByValue", ({ clipValueMin, clipValueMax }) => ({ low: clipValueMin as number, high: clipValueMax as number, open: false })),
];
