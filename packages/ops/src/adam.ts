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
  /** Coupled L2 factor λ, applied to every parameter, biases and batch norm included; 1e-4 in the original training. */
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
 * One step of Adam as in the original experiments: the L2 penalty is coupled to the gradient, and the stabiliser stands before bias
 * correction, which matters where gradients are tiny.
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
  readonly #parameters: Readonly<Record<string, tf.Variable>>;
  readonly #moments: Record<string, tf.Variable> = {};
  readonly #options: Required<AdamOptions>;
  #step = 0;

  constructor(parameters: Readonly<Record<string, tf.Variable>>, options: AdamOptions = {}) {
    this.#parameters = parameters;
    this.#options = { beta1: 0.5, beta2: 0.9, epsilon: 1e-8, decay: 1e-4, ...options };
    for (const [name, parameter] of Object.entries(parameters)) {
      for (const moment of ["m", "v"]) {
        this.#moments[`${name}/${moment}`] = tf.tidy(() => tf.variable(tf.zerosLike<tf.Tensor>(parameter), false));
      }
    }
  }

  /**
   * Changes every parameter by one step.
   *
   * @param gradients by `Variable.name`, as `tf.variableGrads` returns them; the caller disposes of them. A parameter without an entry
   * has gradient zero (the bias before a batch norm, which cancels there), so decay alone moves it.
   * @param learningRate η of this step
   */
  apply(gradients: tf.NamedTensorMap, learningRate: number): void {
    this.#step++;
    const attributes = { ...this.#options, learningRate, step: this.#step };
    for (const [name, parameter] of Object.entries(this.#parameters)) {
      const [m, v] = [this.#moment(name, "m"), this.#moment(name, "v")];
      tf.tidy(() => {
        const gradient = gradients[parameter.name] ?? tf.zerosLike<tf.Tensor>(parameter);
        const next = adamStep(parameter, gradient, m, v, attributes);
        parameter.assign(next[0]);
        m.assign(next[1]);
        v.assign(next[2]);
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

  #moment(name: string, moment: "m" | "v"): tf.Variable {
    return this.#moments[`${name}/${moment}`] as tf.Variable;
  }
}
