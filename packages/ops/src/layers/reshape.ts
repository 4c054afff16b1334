import { Fault } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { linkStep } from "./frozen-step.ts";
import type { Layer, SampleShape } from "./layer.ts";
import { settle } from "./layer.ts";

/** Samples of one shape as samples of another of the same size, in row-major order: [2304] to [3, 3, 256]. */
export function reshape(output: SampleShape): Layer {
  return ({ input }) => {
    if (sizeOf(input) !== sizeOf(output)) {
      throw new Fault("contradiction", `Samples of shape [${input.join(", ")}] cannot be reshaped to [${output.join(", ")}].`, {
        value: output,
        mend: "Choose shapes of the same number of values.",
      });
    }
    const run = (x: tf.Tensor): tf.Tensor => tf.reshape(x, [-1, ...output]);
    const step = linkStep((x) => ({ value: run(x), gradient: (dy) => tf.reshape(dy, x.shape) }));
    return { output, forward: (flow) => ({ value: run(settle(flow)) }), freeze: (before) => [...before, step] };
  };
}

function sizeOf(shape: SampleShape): number {
  return shape.reduce((size, side) => size * side, 1);
}
