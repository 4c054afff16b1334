import * as tf from "@tensorflow/tfjs";
import { withGradient } from "../with-gradient.ts";
import { plainStep } from "./frozen-step.ts";
import type { Layer } from "./layer.ts";
import { settle } from "./layer.ts";
import { requireImages } from "./require-images.ts";

/** Mean over the whole map: [height, width, channels] to [channels]. */
export function averagePool(): Layer {
  return ({ input }) => {
    const [height, width, channels] = requireImages("Average pooling", input);
    // One pass each way; TensorFlow.js's own gradient of the mean takes three.
    const run = (x: tf.Tensor): tf.Tensor =>
      withGradient([x], () => ({
        value: tf.mean(x, [1, 2]),
        gradient: (dy) => tf.tile(tf.reshape(tf.div(dy, height * width), [-1, 1, 1, channels]), [1, height, width, 1]),
      }));
    return { output: [channels], forward: (flow) => ({ value: run(settle(flow)) }), freeze: (before) => [...before, plainStep(run)] };
  };
}
