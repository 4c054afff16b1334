import { Fault, type NamedTensors, Random } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";

/** What variables start from: random draws, or stored values by name. */
export type Start = Random | NamedTensors;

/** Makes, names and owns the variables of one network, in the order of its layers. */
export class Variables implements Disposable {
  /** What the optimiser changes, by name. */
  readonly parameters: Record<string, tf.Variable> = {};
  /** Parameters and running statistics, by name. */
  readonly all: Record<string, tf.Variable> = {};
  readonly #start: Start;
  readonly #counts = new Map<string, number>();

  /**
   * @param start of a stream every variable draws from its own fork, by name, so that a layer more changes no other layer's start; from
   * stored values nothing is drawn, and a Fault `bad-data` is thrown where one is missing or of another shape
   */
  constructor(start: Start) {
    this.#start = start;
  }

  /** The prefix with the number of times it was asked for: `conv1`, `conv2`. */
  name(prefix: string): string {
    const count = (this.#counts.get(prefix) ?? 0) + 1;
    this.#counts.set(prefix, count);
    return `${prefix}${count}`;
  }

  /** A parameter of normal numbers with mean 0. */
  normal(name: string, shape: number[], deviation: number): tf.Variable {
    const draw = (random: Random): tf.Tensor =>
      tf.tensor(
        Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => deviation * random.normal()),
        shape,
      );
    return this.#add(name, shape, draw, true);
  }

  /** A parameter [size] of one value. */
  constant(name: string, size: number, value: number): tf.Variable<tf.Rank.R1> {
    return this.#add(name, [size], () => tf.tensor1d(new Float32Array(size).fill(value)), true) as tf.Variable<tf.Rank.R1>;
  }

  /** A running statistic [size], which no optimiser changes. */
  statistic(name: string, size: number, value: number): tf.Variable<tf.Rank.R1> {
    return this.#add(name, [size], () => tf.tensor1d(new Float32Array(size).fill(value)), false) as tf.Variable<tf.Rank.R1>;
  }

  [Symbol.dispose](): void {
    for (const variable of Object.values(this.all)) if (!variable.isDisposed) variable.dispose();
  }

  #add(name: string, shape: readonly number[], draw: (random: Random) => tf.Tensor, trainable: boolean): tf.Variable {
    const start = this.#start;
    const initial = (): tf.Tensor => (start instanceof Random ? draw(start.fork(name)) : storedValue(start, name, shape).clone());
    const variable = tf.tidy(() => tf.variable(initial(), trainable));
    this.all[name] = variable;
    if (trainable) this.parameters[name] = variable;
    return variable;
  }
}

function storedValue(values: NamedTensors, name: string, shape: readonly number[]): tf.Tensor {
  const value = values[name];
  if (value !== undefined && String(value.shape) === String(shape)) return value;
  throw new Fault("bad-data", `The stored weights do not hold ${name} with shape [${shape.join(", ")}].`, {
    value: value?.shape,
    mend: "Load weights that were saved by a network of the same layers.",
  });
}
