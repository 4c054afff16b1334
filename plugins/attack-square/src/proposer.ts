import type { Random } from "@disentangle/core";
import type { Shape } from "./patch.ts";

/**
 * How a random search proposes changes [D] of a row; both write into `delta`, which need not fit box or ball.
 */
export interface Proposer {
  start(random: Random, shape: Shape, radius: number, delta: Float32Array): void;
  change(random: Random, shape: Shape, share: number, radius: number, delta: Float32Array): void;
}
