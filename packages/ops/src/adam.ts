import { Fault, FUSED } from "@disentangle/core";
import type { AdamAttributes } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { hasFused, runFused } from "./fused.ts";

/** Settings of {@link Adam} that stay the same over training. */
export interface AdamOptions {
  /** Decay β₁ of the first moment; 0.5 in the original training. */
  readonly beta1?: number;
  /** Decay β₂ of the second moment; 0.9 in the original training. */
  readonly beta2?: number;
  /** Stabiliser, added to √v before bias correction; 1e-8. */
  readonly epsilon?: number;
  /**
   * Coupled L2 factor λ, applied to every parameter, biases and batch norm included; 1e-4 in the original
   * training.
   */
  readonly decay?: number;
}

/** What must be saved to continue training where it stopped. */
export interface AdamState {
  /** Number of steps taken. */
  readonly step: number;
  /** First and second moments, as `<parameter>/m` and `<parameter>/v`, in the order of the parameters. */
  readonly moments: Readonly<Record<string, tf.Variable>>;
}

/**
 * One step of Adam as in the original experiments: the L2 penalty is coupled to the gradient, and the
 * stabiliser stands before bias correction, which matters where gradients are tiny.
 *
 * ```text
 * g ← g + λ·w        m ← β₁·m + (1 − β₁)·g        v ← β₂·v + (1 − β₂)·g²
 * w ← w − η · √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√v + ε)
 * ```
 *
 * All tensors have one shape; none is changed. Runs the backend's kernel `FUSED.adam` where there is one.
 *
 * @returns the new `[w, m, v]`
 */
export function adamStep(
  w: tf.Tensor,
  g: tf.Tensor,
  m: tf.Tensor,
  v: tf.Tensor,
  attributes: AdamAttributes,
): [w: tf.Tensor, m: tf.Tensor, v: tf.Tensor] {
  if (hasFused(FUSED.adam)) return runFused(FUSED.adam, { w, g, m, v }, { ...attributes }) as [tf.Tensor, tf.Tensor, tf.Tensor];
  const { learningRate, beta1, beta2, epsilon, decay, step } = attributes;
  const rate = (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
  return tf.tidy(() => {
    const gradient = decay === 0 ? g : tf.add(g, tf.mul(w, decay));
    const first = tf.add(tf.mul(m, beta1), tf.mul(gradient, 1 - beta1));
    const second = tf.add(tf.mul(v, beta2), tf.mul(tf.square(gradient), 1 - beta2));
    return [tf.sub(w, tf.mul(tf.div(first, tf.add(tf.sqrt(second), epsilon)), rate)), first, second];
  });
}

/** {@link adamStep} over the parameters of a classifier. Owns its moments, not the parameters. */
export class Adam implements Disposable {
  readonly #moments: Record<string, tf.Variable> = {};
  readonly #groups: readonly (readonly Moving[])[];
  readonly #options: Required<AdamOptions>;
  #step = 0;

  constructor(parameters: Readonly<Record<string, tf.Variable>>, options: AdamOptions = {}) {
    this.#options = { beta1: 0.5, beta2: 0.9, epsilon: 1e-8, decay: 1e-4, ...options };
    const moving = Object.entries(parameters).map(([name, w]) => {
      const moment = (letter: "m" | "v"): tf.Variable =>
        (this.#moments[`${name}/${letter}`] = tf.tidy(() => tf.variable(tf.zerosLike<tf.Tensor>(w), false)));
      return { w, m: moment("m"), v: moment("v") };
    });
    this.#groups = groupsOf(moving);
  }

  /**
   * Changes every parameter by one step.
   *
   * @param gradients by `Variable.name`, as `tf.variableGrads` returns them; the caller disposes of them. A
   * parameter without an entry has gradient zero (the bias before a batch norm, which cancels there), so
   * decay alone moves it.
   * @param learningRate η of this step
   */
  apply(gradients: tf.NamedTensorMap, learningRate: number): void {
    this.#step++;
    const attributes = { ...this.#options, learningRate, step: this.#step };
    const step = hasFused(FUSED.adamAll) ? stepTogether : stepApart;
    for (const group of this.#groups) {
      tf.tidy(() => {
        const next = step(group, gradients, attributes);
        for (const [i, { w, m, v }] of group.entries())
          for (const [j, variable] of [w, m, v].entries()) variable.assign(next[3 * i + j] as tf.Tensor);
      });
    }
  }

  /** The state now: the moments are the live variables, not copies. */
  state(): AdamState {
    return { step: this.#step, moments: this.#moments };
  }

  /** Continues from a saved state: copies its moments (by name, of the same shapes) into this optimiser's. */
  restore(state: { readonly step: number; readonly moments: Readonly<Record<string, tf.Tensor>> }): void {
    for (const [name, moment] of Object.entries(this.#moments)) {
      const saved = state.moments[name];
      if (saved === undefined)
        throw new Fault("bad-data", `A saved optimiser lacks the moment ${name}.`, { value: Object.keys(state.moments) });
      moment.assign(saved);
    }
    this.#step = state.step;
  }

  [Symbol.dispose](): void {
    for (const moment of Object.values(this.#moments)) if (!moment.isDisposed) moment.dispose();
  }
}

/** A parameter with its moments. */
interface Moving {
  readonly w: tf.Variable;
  readonly m: tf.Variable;
  readonly v: tf.Variable;
}

/**
 * Values of a group of parameters, about: many small ones go in one kernel call, large ones alone, so that
 * few are in memory twice.
 */
const GROUP = 2 ** 18;

function groupsOf(moving: readonly Moving[]): readonly (readonly Moving[])[] {
  const groups: Moving[][] = [];
  let room = 0;
  for (const one of moving) {
    if (room < one.w.size) {
      groups.push([]);
      room = GROUP;
    }
    groups.at(-1)?.push(one);
    room -= one.w.size;
  }
  return groups;
}

/** The new w, m, v, w, m, v, ... of a group. */
type Step = (group: readonly Moving[], gradients: tf.NamedTensorMap, attributes: AdamAttributes) => tf.Tensor[];

const stepApart: Step = (group, gradients, attributes) =>
  group.flatMap(({ w, m, v }) => adamStep(w, gradients[w.name] ?? tf.zerosLike<tf.Tensor>(w), m, v, attributes));

const stepTogether: Step = (group, gradients, attributes) => {
  const inputs: tf.NamedTensorMap = {};
  for (const [i, { w, m, v }] of group.entries()) {
    const g = gradients[w.name];
    if (g !== undefined) inputs[`g${i}`] = g;
    Object.assign(inputs, { [`w${i}`]: w, [`m${i}`]: m, [`v${i}`]: v });
  }
  return runFused(FUSED.adamAll, inputs, { ...attributes });
};
