import { Fault, type Initial, type NamedTensors, type Random } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";

/** Makes, names and owns the variables of one network, in the order of its layers. */
export class Variables implements Disposable {
  /** What the optimiser changes, by name. */
  readonly parameters: Record<string, tf.Variable> = {};
  /** Parameters and running statistics, by name. */
  readonly all: Record<string, tf.Variable> = {};
  readonly #initial: Initial;
  readonly #counts = new Map<string, number>();
  readonly #wrong: string[] = [];

  /**
   * @param initial either a stream, of which every variable draws from its own fork, by name, so that a layer
   * more changes no other layer's start; or stored values by name, of which every variable takes its own over
   * without drawing or copying anything
   */
  constructor(initial: Initial) {
    this.#initial = initial;
  }

  /** The prefix with the number of times it was asked for: `conv1`, `conv2`. */
  name(prefix: string): string {
    const count = (this.#counts.get(prefix) ?? 0) + 1;
    this.#counts.set(prefix, count);
    return `${prefix}${count}`;
  }

  /** A parameter of normal numbers with mean 0. */
  normal(name: string, shape: readonly number[], deviation: number): tf.Variable {
    return this.#add(name, shape, true, (random) => {
      const stream = random.fork(name);
      // A loop, as Float32Array.from takes twice as long over the millions of a large layer.
      const values = new Float32Array(tf.util.sizeFromShape([...shape]));
      for (let i = 0; i < values.length; i++) values[i] = deviation * stream.normal();
      return values;
    });
  }

  /** A parameter [size] of one value. */
  constant(name: string, size: number, value: number): tf.Variable<tf.Rank.R1> {
    return this.#add(name, [size], true, () => new Float32Array(size).fill(value)) as tf.Variable<tf.Rank.R1>;
  }

  /** A running statistic [size], which no optimiser changes. */
  statistic(name: string, size: number, value: number): tf.Variable<tf.Rank.R1> {
    return this.#add(name, [size], false, () => new Float32Array(size).fill(value)) as tf.Variable<tf.Rank.R1>;
  }

  /**
   * Throws a {@link Fault} `bad-data` where stored values were missing or of another shape, naming them all.
   */
  requireStored(): void {
    if (this.#wrong.length === 0) return;
    throw new Fault("bad-data", `Stored weights do not fit the network: ${this.#wrong.join("; ")}.`, {
      value: Object.keys(this.#initial),
      mend: "Build it as it was when they were stored, or train it anew.",
    });
  }

  [Symbol.dispose](): void {
    for (const variable of Object.values(this.all)) if (!variable.isDisposed) variable.dispose();
  }

  #add(name: string, shape: readonly number[], trainable: boolean, draw: (random: Random) => Float32Array): tf.Variable {
    const variable = tf.tidy(() => {
      const initial = this.#initial;
      const values = isRandom(initial) ? tf.tensor(draw(initial), [...shape]) : this.#stored(initial, name, shape);
      // A variable shares the values of its tensor until it is assigned others, so the caller may free the
      // tensor, and nothing is copied.
      return tf.variable(values, trainable);
    });
    this.all[name] = variable;
    if (trainable) this.parameters[name] = variable;
    return variable;
  }

  /**
   * The stored tensor; where there is none that fits, zeros, so that all that is wrong can be said at once.
   */
  #stored(initial: NamedTensors, name: string, shape: readonly number[]): tf.Tensor {
    const stored = initial[name];
    if (stored?.shape.join() === shape.join() && stored.dtype === "float32") return stored;
    const found = stored && `is ${stored.dtype} [${stored.shape.join(", ")}], not float32 [${shape.join(", ")}]`;
    this.#wrong.push(`${name} ${found ?? "is missing"}`);
    return tf.zeros([...shape]);
  }
}

/** Told apart by what it can do, since there may be two copies of the class. */
function isRandom(initial: Initial): initial is Random {
  return typeof initial["fork"] === "function";
}
