import type { Initial } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { runSteps } from "./frozen-step.ts";
import type { FrozenStep } from "./frozen-step.ts";
import { sequence, settle } from "./layer.ts";
import type { Layer, Mode, PlacedLayer, SampleShape } from "./layer.ts";
import { Variables } from "./variables.ts";

/**
 * Layers with their variables: a differentiable function of a batch that can be trained, such as an encoder
 * or a decoder.
 */
export interface Module extends Disposable {
  /** Shape of what it makes of one sample. */
  readonly output: SampleShape;
  /** [B, ...output] of samples [B, ...input]; differentiable in samples and parameters. See {@link Mode}. */
  forward(samples: tf.Tensor, mode: Mode): tf.Tensor;
  /** What an optimiser changes, by stable name. */
  parameters(): Readonly<Record<string, tf.Variable>>;
  /** All that must be saved to build it again: parameters and running statistics, by stable name. */
  state(): Readonly<Record<string, tf.Variable>>;
  /** A copy for use without training, which later training does not change. */
  freeze(): FrozenModule;
}

/**
 * A module that can no longer change: what `eval` computes, batch norm folded in; differentiable in the
 * samples alone.
 */
export interface FrozenModule extends Disposable {
  forward(samples: tf.Tensor): tf.Tensor;
}

/** Where a module is put. */
export interface ModulePlace {
  /** Shape of one sample: [height, width, channels], or [features]. */
  readonly input: SampleShape;
  /**
   * Begins the name of every variable, such as `decoder/`; nothing unless given. Modules under different ones
   * can be stored together.
   */
  readonly scope?: string;
}

/**
 * A module from a list of layers. Variables are named by kind and position (`conv1/kernel`, `norm1/mean`,
 * `linear2/bias`) and keep these names in `state()`.
 *
 * In `train` mode a bias that feeds a batch norm cancels and is left out of the computation:
 * `tf.variableGrads` has no entry for it, and its gradient is zero. `freeze()` copies no large weights: it
 * folds batch norm and shares the rest, which assignments to a variable replace rather than change.
 *
 * @param initial a stream, of which every variable takes a fork by name; or what `state()` held, which draws
 * and copies nothing
 * @throws Fault `contradiction` where the layers do not fit the input or each other, `bad-data` where stored
 * weights do not fit the layers
 */
export function buildModule(layers: readonly Layer[], { input, scope = "" }: ModulePlace, initial: Initial): Module {
  const variables = new Variables(initial);
  const placed = placeOrDispose(layers, input, scope, variables);
  return {
    output: placed.output,
    forward: (samples, mode) => tf.tidy(() => settle(placed.forward({ value: samples }, mode))),
    parameters: () => variables.parameters,
    state: () => variables.all,
    freeze: () => freeze(placed),
    [Symbol.dispose]: () => variables[Symbol.dispose](),
  };
}

function placeOrDispose(layers: readonly Layer[], input: SampleShape, scope: string, variables: Variables): PlacedLayer {
  try {
    const placed = sequence(layers)({ input, scope, variables });
    variables.requireStored();
    return placed;
  } catch (error) {
    variables[Symbol.dispose]();
    throw error;
  }
}

function freeze(placed: PlacedLayer): FrozenModule {
  let steps: readonly FrozenStep[] = [];
  tf.tidy(() => {
    steps = placed.freeze([]);
    for (const { tensors } of steps) tensors.forEach((tensor) => tf.keep(tensor));
  });
  return {
    forward: (samples) => tf.tidy(() => runSteps(steps, samples)),
    [Symbol.dispose]: () => tf.dispose(steps.flatMap((step) => [...step.tensors])),
  };
}
