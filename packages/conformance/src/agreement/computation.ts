import { Random } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";

/** What an input tensor is filled with. */
export interface Input {
  readonly shape: readonly number[];
  /** `normal` by default; `uniform` in [0, 1); `classes` are int32 in [0, below); `flags` are bool. */
  readonly fill?: "normal" | "uniform" | "classes" | "flags";
  /** Number of classes. */
  readonly below?: number;
}

/** Something to compute on two backends. */
export interface Computation {
  readonly name: string;
  readonly inputs: readonly Input[];
  readonly run: (...inputs: tf.Tensor[]) => tf.Tensor | readonly tf.Tensor[];
  /** Whether it is differentiated in its float inputs; default true. */
  readonly differentiable?: boolean;
  /**
   * Largest difference, relative to the largest number of a result (at least 1), that counts as rounding;
   * default 1e-5.
   */
  readonly tolerance?: number;
}

/** A computed array, named for what it is. */
export interface Computed {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

/**
 * Computes on the active backend: the results, and the gradients of a weighted sum of them in every float
 * input. Inputs and weights are the same numbers on every backend.
 */
export async function compute({ name, inputs, run, differentiable = true }: Computation): Promise<readonly Computed[]> {
  const random = Random.seeded(2019).fork(name);
  const tensors = inputs.map((input, i) => draw(input, random.fork("input", i)));
  const made: Record<string, tf.Tensor> = {};
  const results = (...all: tf.Tensor[]): readonly tf.Tensor[] => [run(...all)].flat();
  try {
    const variable = tensors.filter((tensor) => tensor.dtype === "float32");
    const forward = tf.tidy(() => [...results(...tensors)].map((tensor) => tensor.clone()));
    forward.forEach((tensor, i) => (made[`result ${i}`] = tensor));
    if (differentiable) {
      const weighted = (...floats: tf.Tensor[]): tf.Scalar => {
        const rest = [...floats];
        const all = tensors.map((tensor) => (tensor.dtype === "float32" ? (rest.shift() as tf.Tensor) : tensor));
        return tf.addN<tf.Scalar>(
          results(...all).map((result, i) => tf.sum(tf.mul(result, draw({ shape: result.shape }, random.fork("weight", i))))),
        );
      };
      const gradients = tf.tidy(() => tf.grads(weighted)(variable));
      gradients.forEach((tensor, i) => (made[`gradient ${i}`] = tensor));
    }
    return await Promise.all(
      Object.entries(made).map(async ([what, tensor]) => ({ name: what, shape: tensor.shape, values: await tensor.data() })),
    );
  } finally {
    tf.dispose([tensors, Object.values(made)]);
  }
}

/**
 * The largest difference of two arrays, relative to the largest number of the first (at least 1); Infinity
 * where one is not finite alone.
 */
export function difference(reference: ArrayLike<number>, other: ArrayLike<number>): number {
  let [largest, scale] = [0, 1];
  for (let i = 0; i < reference.length; i++) {
    const [a, b] = [reference[i] as number, other[i] as number];
    if (Number.isFinite(a)) scale = Math.max(scale, Math.abs(a));
    if (Object.is(a, b)) continue;
    const gap = Math.abs(a - b);
    largest = Math.max(largest, Number.isNaN(gap) ? Infinity : gap);
  }
  return largest / scale;
}

function draw({ shape, fill = "normal", below = 2 }: Input, random: Random): tf.Tensor {
  const size = shape.reduce((product, side) => product * side, 1);
  const numbers = (next: () => number): number[] => Array.from({ length: size }, next);
  switch (fill) {
    case "normal":
      return tf.tensor(
        numbers(() => random.normal()),
        [...shape],
      );
    case "uniform":
      return tf.tensor(
        numbers(() => random.uniform()),
        [...shape],
      );
    case "classes":
      return tf.tensor(
        numbers(() => random.integer(below)),
        [...shape],
        "int32",
      );
    case "flags":
      return tf.tensor(
        numbers(() => random.integer(2)),
        [...shape],
        "bool",
      );
    default:
      return fill satisfies never;
  }
}
