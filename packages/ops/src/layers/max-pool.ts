import * as tf from "@tensorflow/tfjs";
import { plainStep } from "./frozen-step.ts";
import type { Layer } from "./layer.ts";
import { settle } from "./layer.ts";
import { requireImages } from "./require-images.ts";

/**
 * Largest value of each square of `size` × `size` pixels; rows and columns left over at the end are dropped.
 */
export function maxPool(size: number): Layer {
  return ({ input }) => {
    const [height, width, channels] = requireImages("Max pooling", input);
    const run = (x: tf.Tensor): tf.Tensor => tf.maxPool(x as tf.Tensor4D, size, size, "valid");
    return {
      output: [Math.floor(height / size), Math.floor(width / size), channels],
      forward: (flow) => ({ value: run(settle(flow)) }),
      freeze: (before) => [...before, plainStep(run)],
    };
  };
}
