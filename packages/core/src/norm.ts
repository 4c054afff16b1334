import type { Tensor, Tensor1D } from "@tensorflow/tfjs";
import type { Random } from "./random.ts";
import type { SpaceKind } from "./space.ts";

/**
 * A norm that bounds or measures perturbations. `@disentangle/ops` has L1, L2 and L∞; a plugin may bring its
 * own.
 */
export interface Norm {
  /** As options and files write it, such as `linf`. */
  readonly id: string;
  /** As people write it, such as `L∞`. */
  readonly name: string;
  /** Norm of every row of `delta` [B, ...]. [B] */
  of(delta: Tensor): Tensor1D;
  /** The same for one row on the host: the norm of `values[from … to − 1] − origin[from … to − 1]`. */
  distance(values: Float32Array, origin: Float32Array, from: number, to: number): number;
  /**
   * The nearest point of the ball for every row of `delta` [B, ...], with radii [B]; rows inside stay as they
   * are.
   */
  project(delta: Tensor, radius: Tensor1D): Tensor;
  /**
   * A random start in the ball for every row. Row i draws from `random.fork(samples[i])` alone, whatever
   * batch it travels in.
   *
   * @param shape of the result, [B, ...]
   * @param radius of each row. [B]
   */
  start(random: Random, samples: Int32Array, shape: readonly number[], radius: Float32Array): Tensor;
  /**
   * Default radius in a space of each kind, in units of the space; a run that lacks one asks for `--epsilon`
   * or `--eta`.
   */
  readonly radii?: Readonly<Partial<Record<SpaceKind, number>>>;
}
