import * as tf from "@tensorflow/tfjs";
import { runSteps, type FrozenStep } from "./frozen-step.ts";
import { sequence, settle, type Layer, type Mode, type SampleShape } from "./layer.ts";
import { type Start, Variables } from "./variables.ts";

/** A network that can no longer change: running statistics, batch norm folded in; differentiable in its input alone. */
export interface FrozenModule extends Disposable {
  run(x: tf.Tensor): tf.Tensor;
}

/** Layers one after the other, with their variables: a classifier's network, an encoder, a decoder. */
export interface Module extends Disposable {
  /** Shape of the result for one sample. */
  readonly output: SampleShape;
  /** [B, ...] to [B, ...]; differentiable in input and parameters. `train` updates the running statistics, `eval` uses them. */
  forward(x: tf.Tensor, mode: Mode): tf.Tensor;
  /** What the optimiser changes, by stable name. */
  parameters(): Readonly<Record<string, tf.Variable>>;
  /** All that must be saved to continue: parameters and running statistics, by stable name. */
  state(): Readonly<Record<string, tf.Variable>>;
  /** A copy for evaluation; later training does not change it. */
  freeze(): FrozenModule;
}

/**
 * A network from a list of layers. Variables are named by kind and position (`conv1/kernel`, `norm1/mean`, `linear2/bias`), start
 * from the given stream, one fork per name, or from what `state()` gave before, and keep these names in `state()`.
 *
 * In `train` mode a bias that feeds a batch norm cancels and is left out of the computation: `tf.variableGrads` has no entry for it, and
 * its gradient is zero. `freeze()` copies no large weights: it folds batch norm and shares the rest, which assignments to a variable
 * replace rather than change.
 *
 * @param input shape of one sample
 * @throws Fault `contradiction` where the layers do not fit the input or each other, `bad-data` where stored weights are of other layers
 */
export function sequential(layers: readonly Layer[], input: SampleShape, start: Start): Module {
  const variables = new Variables(start);
  try {
    const placed = sequence(layers)({ input, scope: "", variables });
    return {
      output: placed.output,
      forward: (x, mode) => tf.tidy(() => settle(placed.forward({ value: x }, mode))),
      parameters: () => variables.parameters,
      state: () => variables.all,
      freeze: () => freeze(placed.freeze.bind(placed)),
      [Symbol.dispose]: () => variables[Symbol.dispose](),
    };
  } catch (error) {
    variables[Symbol.dispose]();
    throw error;
  }
}

function freeze(stepsAfter: (before: readonly FrozenStep[]) => readonly FrozenStep[]): FrozenModule {
  let steps: readonly FrozenStep[] = [];
  tf.tidy(() => {
    steps = stepsAfter([]);
    for (const { tensors } of steps) tensors.forEach((tensor) => tf.keep(tensor));
  });
  return {
    run: (x) => tf.tidy(() => runSteps(steps, x)),
    [Symbol.dispose]: () => tf.dispose(steps.flatMap((step) => [...step.tensors])),
  };
}
