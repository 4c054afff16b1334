import type { Random } from "@disentangle/core";
import { drawPatch, drawSign, stripes, type Shape } from "./patch.ts";
import type { Proposer } from "./proposer.ts";

/**
 * Proposals under L∞ (Algorithm 2): all changes are ±ε, and one patch after the other gets new signs, one for
 * each of its channels.
 */
export const corners: Proposer = {
  start(random: Random, shape: Shape, radius: number, delta: Float32Array) {
    for (const stripe of stripes(shape)) {
      const change = radius * drawSign(random);
      for (const coordinate of stripe) delta[coordinate] = change;
    }
  },
  change(random: Random, shape: Shape, share: number, radius: number, delta: Float32Array) {
    const patch = drawPatch(random, shape, share);
    const signs = patch.map(() => drawSign(random));
    // What changes nothing is no proposal.
    const same = patch.every((channel, i) =>
      channel.every((coordinate) => delta[coordinate] === Math.fround(radius * (signs[i] as number))),
    );
    for (const [i, channel] of patch.entries()) {
      const change = radius * (signs[i] as number) * (same ? -1 : 1);
      for (const coordinate of channel) delta[coordinate] = change;
    }
  },
};
