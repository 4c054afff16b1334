import * as tf from "@tensorflow/tfjs";
import { linkStep } from "./frozen-step.ts";
import type { Layer } from "./layer.ts";
import { settle } from "./layer.ts";

/** 1 / (1 + e⁻ˣ), into (0, 1). */
export function sigmoid(): Layer {
  const step = linkStep((x, save) => {
    const value = tf.sigmoid(x);
    save(value);
    return { value, gradient: (dy, [y]) => tf.mul(dy, tf.mul(y as tf.Tensor, tf.sub(1, y as tf.Tensor))) };
  });
  return ({ input }) => ({
    output: input,
    forward: (flow) => ({ value: tf.sigmoid(settle(flow)) }),
    freeze: (before) => [...before, step],
  });
}
