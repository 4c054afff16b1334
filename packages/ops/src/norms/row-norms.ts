import * as tf from "@tensorflow/tfjs";
import { L0 } from "./l0.ts";
import { L1 } from "./l1.ts";
import { L2 } from "./l2.ts";
import { LINF } from "./linf.ts";

/** The norms 0, 1, 2 and ∞ of every row, each [B]. */
export interface RowNorms {
  readonly l0: tf.Tensor1D;
  readonly l1: tf.Tensor1D;
  readonly l2: tf.Tensor1D;
  readonly linf: tf.Tensor1D;
}

/** All norms a result reports of `delta` [B, ...]; L0 counts the coordinates that are not exactly zero. */
export function rowNorms(delta: tf.Tensor): RowNorms {
  return tf.tidy(() => ({
    l0: L0.of(delta),
    l1: L1.of(delta),
    l2: L2.of(delta),
    linf: LINF.of(delta),
  }));
}
