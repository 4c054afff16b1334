import type { Random } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";

/** Makes, names and owns the variables of one network, in the order of its layers. */
export class Variables implements Disposable {
  /** What the optimiser changes, by name. */
  readonly parameters: Record<string, tf.Variable> = {};
  /** Parameters and running statistics, by name. */
  readonly all: Record<string, tf.Variable> = {};
  readonly #random: Random;
  readonly #counts = new Map<string, number>();

  /** @param random every variable draws from its own fork, by name, so that a layer more changes no other layer's start */
  constructor(random: Random) {
    this.#random = random;
  }

  /** The prefix with the number of times it was asked for: `conv1`, `conv2`. */
  name(prefix: string): string {
    const count = (this.#counts.get(prefix) ?? 0) + 1;
    this.#counts.set(prefix, count);
    return `${prefix}${count}`;
  }

  /** A parameter of normal numbers with mean 0. */
  normal(name: string, shape: number[], deviation: number): tf.Variable {
    const random = this.#random.fork(name);
    const values = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => deviation * random.normal());
    return this.#add(name, () => tf.tensor(values, shape), true);
  }

  /** A parameter [size] of one value. */
  constant(name: string, size: number, value: number): tf.Variable<tf.Rank.R1> {
    return this.#add(name, () => tf.tensor1d(new Float32Array(size).fill(value)), true) as tf.Variable<tf.Rank.R1>;
  }

  /** A running statistic [size], which no optimiser changes. */
  statistic(name: string, size: number, value: number): tf.Variable<tf.Rank.R1> {
    return this.#add(name, () => tf.tensor1d(new Float32Array(size).fill(value)), false) as tf.Variable<tf.Rank.R1>;
  }

  [Symbol.dispose](): void {
    for (const variable of Object.values(this.all)) if (!variable.isDisposed) variable.dispose();
  }

  #add(name: string, initial: () => tf.Tensor, trainable: boolean): tf.Variable {
    const variable = tf.tidy(() => tf.variable(initial(), trainable));
    this.all[name] = variable;
    if (trainable) this.parameters[name] = variable;
    return variable;
  }
}
