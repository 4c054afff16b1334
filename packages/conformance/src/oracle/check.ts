import { Random } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { sizeOf, type Grid } from "./grid.ts";
import { draw, isSmooth, tensorOf } from "./numbers.ts";
import type { OperationInput } from "./operation-input.ts";
import type { Operation } from "./operation.ts";

/**
 * Half the step of a central difference, in double precision. Far below the gap between two numbers of an
 * input.
 */
const STEP = 1e-7;

/**
 * Largest number of coordinates whose derivatives are compared one by one; beyond, derivatives along random
 * directions are.
 */
const COORDINATES = 40;

/** Directions per input with more coordinates. */
const DIRECTIONS = 3;

interface Drawn {
  readonly inputs: readonly OperationInput[];
  readonly grids: readonly Grid[];
  readonly random: Random;
}

/** Compares shape, dtype and values with the loops; what is wrong in words, or undefined. */
export async function wrongValues(operation: Operation, parameters: unknown, seed: number): Promise<string | undefined> {
  const { inputs, grids } = drawAll(operation, parameters, seed);
  const expected = operation.loops(parameters, ...grids);
  const tensors = grids.map((numbers, i) => tensorOf(inputs[i] as OperationInput, numbers));
  const result = tf.tidy(() => operation.run(parameters, ...tensors).clone());
  try {
    const { dtype = "float32" } = operation;
    if (result.shape.join() !== expected.shape.join()) return `has shape [${result.shape.join()}], not [${expected.shape.join()}]`;
    if (result.dtype !== dtype) return `has dtype ${result.dtype}, not ${dtype}`;
    const changed = await changedInput(tensors, grids);
    return changed ?? deviation(await result.data(), expected.values, operation.tolerance ?? 2e-5);
  } finally {
    tf.dispose([result, tensors]);
  }
}

/**
 * Compares the gradient of a random weighting of the result with central differences of the loops; what is
 * wrong in words, or undefined.
 */
export async function wrongGradient(operation: Operation, parameters: unknown, seed: number): Promise<string | undefined> {
  const { inputs, grids, random } = drawAll(operation, parameters, seed);
  const result = operation.loops(parameters, ...grids);
  const weights = draw({ shape: result.shape }, inputs.length, random.fork("weights"));
  const tensors = grids.map((numbers, i) => tensorOf(inputs[i] as OperationInput, numbers));
  const smooth = inputs.flatMap((input, i) => (isSmooth(input) ? [i] : []));
  if (smooth.length === 0) return undefined;
  const gradients = tf.tidy(() => {
    const weight = tf.tensor(Array.from(weights.values), [...result.shape]);
    const loss = (): tf.Scalar => tf.sum(tf.mul(tf.cast(operation.run(parameters, ...tensors), "float32"), weight));
    const variables = smooth.map((i) => tensors[i] as tf.Tensor);
    return tf.engine().gradients(loss, variables, undefined, true).grads;
  });
  try {
    for (const [k, i] of smooth.entries()) {
      const gradient: tf.Tensor | null | undefined = gradients[k];
      const shape = (grids[i] as Grid).shape;
      if (gradient && gradient.shape.join() !== shape.join())
        return `in input ${i} has shape [${gradient.shape.join()}], not [${shape.join()}]`;
      const found = gradient ? await gradient.data() : new Float32Array(sizeOf(shape));
      const weighed = (values: Float64Array): number => {
        const changed = grids.map((numbers, j) => (j === i ? { shape, values } : numbers));
        return dot(operation.loops(parameters, ...changed).values, weights.values);
      };
      const wrong = compare(found, (grids[i] as Grid).values, weighed, random.fork("directions", i), operation.tolerance ?? 2e-5);
      if (wrong !== undefined) return `in input ${i}: ${wrong}`;
    }
    return undefined;
  } finally {
    tf.dispose([gradients.filter((gradient) => gradient), tensors]);
  }
}

function compare(
  found: ArrayLike<number>,
  at: Float64Array,
  of: (values: Float64Array) => number,
  random: Random,
  tolerance: number,
): string | undefined {
  const slope = (direction: (i: number) => number): number => {
    const moved = (by: number): number => of(at.map((value, i) => value + by * direction(i)));
    return (moved(STEP) - moved(-STEP)) / (2 * STEP);
  };
  if (at.length <= COORDINATES) {
    return deviation(
      found,
      Float64Array.from(at, (_, i) => slope((j) => (j === i ? 1 : 0))),
      5 * tolerance,
    );
  }
  const largest = Math.max(1, ...Array.from(found, Math.abs));
  for (let n = 0; n < DIRECTIONS; n++) {
    const signs = Array.from(at, () => (random.integer(2) === 0 ? -1 : 1));
    const [expected, actual] = [slope((i) => signs[i] as number), dot(found, signs)];
    const error = Math.abs(expected - actual) / (largest * Math.sqrt(at.length));
    if (!(error <= 5 * tolerance)) return `along a random direction the derivative is ${actual}, and ${expected} by differences`;
  }
  return undefined;
}

/**
 * The largest error relative to the largest finite number (at least 1), in words where it is more than
 * rounding. NaN equals NaN.
 */
function deviation(found: ArrayLike<number>, expected: Float64Array, tolerance: number): string | undefined {
  const scale = expected.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 1);
  for (const [i, value] of expected.entries()) {
    const actual = found[i] as number;
    const same = Object.is(actual, value) || actual === value || Math.abs(actual - value) <= tolerance * scale;
    if (!same) return `number ${i} is ${actual}, not ${value}`;
  }
  return undefined;
}

async function changedInput(tensors: readonly tf.Tensor[], grids: readonly Grid[]): Promise<string | undefined> {
  for (const [i, tensor] of tensors.entries()) {
    const wrong = deviation(await tensor.data(), (grids[i] as Grid).values, 0);
    if (wrong !== undefined) return `changed its input ${i}: ${wrong}`;
  }
  return undefined;
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

function drawAll(operation: Operation, parameters: unknown, seed: number): Drawn {
  const random = Random.seeded(seed).fork(operation.name);
  const inputs = operation.inputs(parameters);
  return { inputs, grids: inputs.map((input, i) => draw(input, i, random.fork("input", i))), random };
}
