import { Fault } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { linearStep } from "./frozen-step.ts";
import { heFanInThird } from "./initialisation.ts";
import type { Deviation } from "./initialisation.ts";
import type { Layer } from "./layer.ts";
import { settle } from "./layer.ts";

/**
 * Linear layer of flattened samples. Variables `linear<i>/kernel` [n, n′] and `linear<i>/bias` [n′]. Frozen,
 * it takes in a batch norm or a linear layer right before it, where one product is no dearer than two: 576 →
 * 100 → 10 runs as 576 → 10.
 *
 * @param features n′
 * @param deviation standard deviation of the weights at the start; √(2 / (3 · n)) unless given
 */
export function linear(features: number, { deviation = heFanInThird }: { readonly deviation?: Deviation } = {}): Layer {
  return ({ input, scope, variables }) => {
    const [inputs, ...rest] = input;
    if (inputs === undefined || rest.length > 0) {
      throw new Fault("contradiction", `A linear layer needs flattened samples, and got shape [${input.join(", ")}].`, {
        value: input,
        mend: "Put flatten() or averagePool() before it.",
      });
    }
    const name = variables.name(`${scope}linear`);
    const fan = { input: inputs, output: features };
    const kernel = variables.normal(`${name}/kernel`, [inputs, features], deviation(fan)) as tf.Variable<tf.Rank.R2>;
    const bias = variables.constant(`${name}/bias`, features, 0);
    return {
      output: [features],
      forward: (flow) => ({ value: tf.matMul(settle(flow), kernel), bias }),
      freeze: (before) => {
        const merged = before.at(-1)?.multiplied?.(kernel, bias);
        return merged ? [...before.slice(0, -1), merged] : [...before, linearStep(kernel.clone(), bias.clone())];
      },
    };
  };
}
