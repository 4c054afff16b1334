import { Fault, type Dataset, type Rows } from "@disentangle/core";
import type { Tensor4D } from "@tensorflow/tfjs";

/**
 * The exactly known process behind a dataset: an image is a prototype, chosen by class and discrete factors,
 * under the affine transformation given by the code (translation x, translation y, shear x, shear y, scale,
 * rotation).
 */
export interface Generator {
  /** What each number of a code means. [D] */
  readonly names: readonly string[];
  /** Smallest valid code. [D] */
  readonly lower: Float32Array;
  /** Largest valid code. [D] */
  readonly upper: Float32Array;
  /** The untransformed image of each row. [B, height, width, channels]; the caller disposes of it. */
  prototypes(rows: Pick<Rows, "labels" | "factors">): Tensor4D;
}

/**
 * The generator that a dataset carries, as the dataset `fonts` does.
 *
 * @throws Fault `contradiction` where it carries none
 */
export function generatorOf(dataset: Dataset): Generator {
  if ("generator" in dataset && isGenerator(dataset.generator)) return dataset.generator;
  throw new Fault("contradiction", `The manifold fonts needs to know how images are generated, and dataset ${dataset.id} does not.`, {
    value: dataset.id,
    mend: "Choose the dataset fonts, or a manifold that is learned from images.",
  });
}

/** Checked by its shape, as a dataset is another package's, and may be another copy. */
function isGenerator(value: unknown): value is Generator {
  if (typeof value !== "object" || value === null) return false;
  const { names, lower, upper, prototypes } = value as Partial<Record<keyof Generator, unknown>>;
  const bounds = [lower, upper].every((bound) => bound instanceof Float32Array && bound.length === 6);
  return Array.isArray(names) && names.length === 6 && bounds && typeof prototypes === "function";
}
