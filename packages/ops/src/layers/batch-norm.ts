import * as tf from "@tensorflow/tfjs";
import { batchNormEval, batchNormUpdate } from "../batch-norm.ts";
import { rectify } from "../relu.ts";
import { rescalingStep } from "./frozen-step.ts";
import { type Flow, type Layer, settle } from "./layer.ts";

/** Options of {@link batchNorm}. */
export interface BatchNormOptions {
  /** Stabiliser added to the variance; 1e-5 unless given. */
  readonly epsilon?: number;
  /**
   * Share of the batch in the running statistics; 0.1 unless given: running ← 0.9 · running + 0.1 · batch.
   */
  readonly momentum?: number;
}

/**
 * Batch norm over all axes but the last. Normalises with the biased variance of the batch, keeps a running
 * mean and *unbiased* variance. Variables `norm<i>/scale` (1 at the start), `/offset` (0), and the statistics
 * `/mean` (0) and `/variance` (1), all [C]. Frozen, it folds into the convolution or linear layer right
 * before it, or the linear layer right after.
 */
export function batchNorm({ epsilon = 1e-5, momentum = 0.1 }: BatchNormOptions = {}): Layer {
  return ({ input, scope, variables }) => {
    const channels = input.at(-1) ?? 1;
    const name = variables.name(`${scope}norm`);
    const scale = variables.constant(`${name}/scale`, channels, 1);
    const offset = variables.constant(`${name}/offset`, channels, 0);
    const mean = variables.statistic(`${name}/mean`, channels, 0);
    const variance = variables.statistic(`${name}/variance`, channels, 1);

    const running = { mean, variance };
    const train = ({ value, bias }: Flow, relu: boolean): Flow => ({
      value: batchNormUpdate(value, scale, offset, { epsilon, momentum, running, bias, relu }),
    });
    const evaluate = ({ value, bias }: Flow): Flow => {
      const { factor, shift } = batchNormEval(scale, offset, bias ? tf.sub(mean, bias) : mean, variance, epsilon);
      return { value: tf.mul(value, factor), bias: shift };
    };
    return {
      output: input,
      forward: (flow, mode) => (mode === "train" ? train(flow, false) : evaluate(flow)),
      rectified: (flow, mode) => (mode === "train" ? train(flow, true) : { value: rectify(settle(evaluate(flow))) }),
      freeze: (before) => {
        const { factor, shift } = batchNormEval(scale, offset, mean, variance, epsilon);
        const folded = before.at(-1)?.rescaled?.(factor, shift);
        return folded ? [...before.slice(0, -1), folded] : [...before, rescalingStep(factor, shift)];
      },
    };
  };
}
