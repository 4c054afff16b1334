import { dualNorm, L0, L1, L2, LINF } from "@disentangle/ops";
import type { Norm } from "@disentangle/core";

/** What the attack needs of a norm, on the host. */
export interface Ball {
  readonly norm: Norm;
  /** How far the linearised boundary is: the loss divided by the dual norm of the gradient. */
  distanceTo(loss: number, gradient: Float32Array): number;
  /** Brings changes [D] into the ball, in place. */
  project(delta: Float32Array, radius: number): void;
}

const sum = (values: Float32Array, of: (value: number) => number): number => {
  let total = 0;
  for (const value of values) total += of(value);
  return total;
};

/** L∞, L2, L1 and L0. */
export const BALLS: Readonly<Record<"linf" | "l2" | "l1" | "l0", Ball>> = {
  linf: {
    norm: LINF,
    distanceTo: (loss, gradient) => loss / dualNorm("linf", gradient),
    project(delta, radius) {
      for (let i = 0; i < delta.length; i++) delta[i] = Math.min(Math.max(delta[i] as number, -radius), radius);
    },
  },
  l2: {
    norm: L2,
    distanceTo: (loss, gradient) => loss / dualNorm("l2", gradient),
    project(delta, radius) {
      const length = Math.sqrt(sum(delta, (value) => value * value));
      if (length <= radius) return;
      for (let i = 0; i < delta.length; i++) delta[i] = ((delta[i] as number) * radius) / length;
    },
  },
  l1: {
    norm: L1,
    distanceTo: (loss, gradient) => loss / dualNorm("l1", gradient),
    project(delta, radius) {
      if (sum(delta, Math.abs) <= radius) return;
      const threshold = softThreshold(delta, radius);
      for (let i = 0; i < delta.length; i++) {
        delta[i] = Math.sign(delta[i] as number) * Math.max(0, Math.abs(delta[i] as number) - threshold);
      }
    },
  },
  l0: {
    norm: L0,
    // One coordinate at first: how many are needed, no linear model tells.
    distanceTo: () => 1,
    project(delta, radius) {
      const kept = Math.floor(radius);
      if (kept >= delta.length) return;
      const order = Array.from(delta.keys()).toSorted((a, b) => Math.abs(delta[b] as number) - Math.abs(delta[a] as number));
      for (const i of order.slice(kept)) delta[i] = 0;
    },
  },
};

/** The λ with Σ max(|δ_i| − λ, 0) = ε (Duchi et al. 2008). */
function softThreshold(delta: Float32Array, radius: number): number {
  const sorted = Float64Array.from(delta, Math.abs).toSorted().toReversed();
  let total = 0;
  let threshold = 0;
  for (const [i, value] of sorted.entries()) {
    total += value;
    const next = (total - radius) / (i + 1);
    if (value <= next) break;
    threshold = next;
  }
  return threshold;
}
