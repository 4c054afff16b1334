import { defineAttack, definePlugin, type Offer, type Plugin } from "@disentangle/core";
import manifest from "../package.json" with { type: "json" };
import { BALLS, type Ball } from "./ball.ts";
import { fmn } from "./fmn.ts";
import { fmnOptions } from "./options.ts";

export type { FmnOptions } from "./options.ts";

function offer(ball: Ball, stepSize: number): Offer<"attack"> {
  const { id: norm, name } = ball.norm;
  return defineAttack({
    id: `fmn-${norm}`,
    title: `FMN (${name})`,
    summary: `The smallest perturbation in ${name} by gradient steps in a ball that adapts, over any search space.`,
    reference: "Pintor et al., Fast Minimum-norm Adversarial Attacks through Adaptive Norm Constraints, NeurIPS 2021",
    traits: { norm: name, access: "gradients", bounded: false, random: false, cost: "100 gradients", guarantee: "smallest norm found" },
    options: fmnOptions(stepSize),
    make: (options) => fmn(`fmn-${norm}`, ball, options),
  });
}

/**
 * Fast minimum-norm attacks, one for each norm. The paper starts with steps of 1 under L2 and L1, too, which
 * is too far where boundaries are at 0.2, as on FONTS; smaller ones find norms on EMNIST that are
 * smaller, or within 1 %.
 */
const plugin: Plugin = definePlugin(manifest, offer(BALLS.linf, 10), offer(BALLS.l2, 0.15), offer(BALLS.l1, 0.3), offer(BALLS.l0, 1));

export default plugin;
