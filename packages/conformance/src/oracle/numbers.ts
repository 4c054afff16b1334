import type { Random } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { sizeOf, type Grid } from "./grid.ts";
import type { Fill, OperationInput } from "./operation-input.ts";

const SPECIAL = [Number.NaN, Infinity, -Infinity, 0, -0, 1, -1.5, 1e30, 1e-30];

/** Numbers for an input, as float32 holds them. */
export function draw({ shape, fill = "normal" }: OperationInput, position: number, random: Random): Grid {
  const size = sizeOf(shape);
  const made = Float64Array.from(numbers(fill, size, position, random), Math.fround);
  return { shape, values: made };
}

/** The tensor of a drawn input. */
export function tensorOf({ fill = "normal" }: OperationInput, { shape, values }: Grid): tf.Tensor {
  return tf.tensor(Array.from(values), [...shape], dtypeOf(fill));
}

/** Whether gradients in such an input are asked for. */
export const isSmooth = ({ fill = "normal" }: OperationInput): boolean => dtypeOf(fill) === "float32";

function dtypeOf(fill: Fill): tf.DataType {
  if (typeof fill === "object") return "below" in fill ? "int32" : fill.dtype;
  return fill === "whole" ? "int32" : fill === "flags" ? "bool" : "float32";
}

function numbers(fill: Fill, size: number, position: number, random: Random): ArrayLike<number> {
  if (typeof fill === "object") {
    return "exactly" in fill ? fill.exactly : Array.from({ length: size }, () => random.integer(fill.below));
  }
  switch (fill) {
    case "normal":
      return distinct(size, -2, 2, position, random);
    case "unit":
      return distinct(size, -1, 1, position, random);
    case "positive":
      return distinct(size, 0.3, 2.3, position, random);
    case "share":
      return distinct(size, 0.05, 0.95, position, random);
    case "special":
      return Array.from({ length: size }, () => SPECIAL[random.integer(SPECIAL.length)] as number);
    case "whole":
      return Array.from({ length: size }, () => random.integer(13) - 6);
    case "flags":
      return Array.from({ length: size }, () => random.integer(2));
    default:
      return fill satisfies never;
  }
}

/**
 * Numbers spaced by at least 0.7 of their average gap, in random order, so that neither they nor sums of two
 * inputs tie.
 */
function distinct(size: number, low: number, high: number, position: number, random: Random): number[] {
  const gap = (high - low) / Math.max(1, size);
  const shift = 0.35 + 0.31 * Math.sin(1.7 + 2.3 * position);
  return Array.from(random.permutation(size), (place) => low + gap * (place + shift + 0.3 * random.uniform()));
}
