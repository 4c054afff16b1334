import * as tf from "@tensorflow/tfjs";
import type { FrozenStep } from "./frozen-step.ts";
import type { Variables } from "./variables.ts";

/** Shape of one sample: [height, width, channels], or [features] once flattened. */
export type SampleShape = readonly number[];

/**
 * `train` normalises with the statistics of the batch and updates the running ones, `eval` uses the running
 * ones.
 */
export type Mode = "train" | "eval";

/**
 * What goes from layer to layer: a tensor, and a bias per channel still to be added to it. Batch norm in
 * training never adds it: it would subtract it again with the mean, so the bias shows in the running mean
 * alone, and its gradient is zero.
 */
export interface Flow {
  /** [B, ...] */
  readonly value: tf.Tensor;
  /** [C] */
  readonly bias?: tf.Tensor1D | undefined;
}

/** The tensor of a flow with its bias added. */
export function settle({ value, bias }: Flow): tf.Tensor {
  return bias ? tf.add(value, bias) : value;
}

/** Where a layer is put. */
export interface Place {
  readonly input: SampleShape;
  /** Begins the name of every variable made here: empty, or such as `block1/`. */
  readonly scope: string;
  readonly variables: Variables;
}

/** A layer in its place, its variables made. */
export interface PlacedLayer {
  readonly output: SampleShape;
  /** Differentiable in the flow and the parameters. */
  forward(flow: Flow, mode: Mode): Flow;
  /** `forward`, then max(·, 0), where that takes fewer passes than one after the other. */
  rectified?(flow: Flow, mode: Mode): Flow;
  /** Whether it is max(·, 0) and nothing else. */
  readonly isRelu?: boolean;
  /**
   * The steps before it, with what this layer does in `eval` mode appended, or folded into the last of them.
   */
  freeze(before: readonly FrozenStep[]): readonly FrozenStep[];
}

/** One line of a network's definition. */
export type Layer = (place: Place) => PlacedLayer;

/** Several layers, one after the other, as one. */
export function sequence(layers: readonly Layer[]): Layer {
  return (place) => {
    let input = place.input;
    const placed = layers.map((layer) => {
      const next = layer({ ...place, input });
      input = next.output;
      return next;
    });
    const passes: ((flow: Flow, mode: Mode) => Flow)[] = [];
    for (const [i, layer] of placed.entries()) {
      const before = placed[i - 1];
      if (layer.isRelu === true && before?.rectified) passes[passes.length - 1] = (flow, mode) => before.rectified!(flow, mode);
      else passes.push((flow, mode) => layer.forward(flow, mode));
    }
    return {
      output: input,
      forward: (flow, mode) => passes.reduce((current, pass) => pass(current, mode), flow),
      freeze: (before) => placed.reduce((steps, layer) => layer.freeze(steps), before),
    };
  };
}
