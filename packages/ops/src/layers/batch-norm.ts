import * as tf from "@tensorflow/tfjs";
import { batchNormEval, batchNormTrain } from "../batch-norm.ts";
import { rescalingStep } from "./frozen-step.ts";
import type { Flow, Layer } from "./layer.ts";

/** Options of {@link batchNorm}. */
export interface BatchNormOptions {
  /** Stabiliser added to the variance; 1e-5 unless given. */
  readonly epsilon?: number;
  /** Share of the batch in the running statistics; 0.1 unless given: running ← 0.9 · running + 0.1 · batch. */
  readonly momentum?: number;
}

/**
 * Batch norm over all axes but the last. Normalises with the biased variance of the batch, keeps a running mean and *unbiased*
 * variance. Variables `norm<i>/scale` (1 at the start), `/offset` (0), and the statistics `/mean` (0) and `/variance` (1), all [C].
 * Frozen, it folds into the convolution or linear layer right before it, or the linear layer right after.
 */
export function batchNorm({ epsilon = 1e-5, momentum = 0.1 }: BatchNormOptions = {}): Layer {
  return ({ input, scope, variables }) => {
    const channels = input.at(-1) ?? 1;
    const name = variables.name(`${scope}norm`);
    const scale = variables.constant(`${name}/scale`, channels, 1);
    const offset = variables.constant(`${name}/offset`, channels, 0);
    const mean = variables.statistic(`${name}/mean`, channels, 0);
    const variance = variables.statistic(`${name}/variance`, channels, 1);

    const train = ({ value, bias }: Flow): Flow => {
      const batch = batchNormTrain(value, scale, offset, epsilon);
      const count = value.size / channels;
      moveTowards(mean, bias ? tf.add(batch.mean, bias) : batch.mean, momentum);
      moveTowards(variance, tf.mul(batch.variance, count / (count - 1)), momentum);
      return { value: batch.y };
    };
    const evaluate = ({ value, bias }: Flow): Flow => {
      const { factor, shift } = batchNormEval(scale, offset, bias ? tf.sub(mean, bias) : mean, variance, epsilon);
      return { value: tf.mul(value, factor), bias: shift };
    };
    return {
      output: input,
      forward: (flow, mode) => (mode === "train" ? train(flow) : evaluate(flow)),
      freeze: (before) => {
        const { factor, shift } = batchNormEval(scale, offset, mean, variance, epsilon);
        const folded = before.at(-1)?.rescaled?.(factor, shift);
        return folded ? [...before.slice(0, -1), folded] : [...before, rescalingStep(factor, shift)];
      },
    };
  };
}

function moveTowards(running: tf.Variable<tf.Rank.R1>, batch: tf.Tensor, share: number): void {
  running.assign(tf.add(tf.mul(running, 1 - share), tf.mul(batch, share)));
}
