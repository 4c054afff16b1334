import * as tf from "@tensorflow/tfjs";
import { linkStep } from "./frozen-step.ts";
import type { Layer } from "./layer.ts";
import { settle } from "./layer.ts";

/** [height, width, channels] to [height · width · channels], in that order (PyTorch flattens channels, height, width). */
export function flatten(): Layer {
  return ({ input }) => {
    const features = input.reduce((size, side) => size * side, 1);
    const run = (x: tf.Tensor): tf.Tensor => tf.reshape(x, [-1, features]);
    const step = linkStep((x) => ({ value: run(x), gradient: (dy) => tf.reshape(dy, x.shape) }));
    return { output: [features], forward: (flow) => ({ value: run(settle(flow)) }), freeze: (before) => [...before, step] };
  };
}
