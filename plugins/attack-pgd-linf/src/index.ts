import { defineAttack, definePlugin, type Plugin } from "@disentangle/core";
import { keepFor, LINF, projectedDescent } from "@disentangle/ops";
import manifest from "../package.json" with { type: "json" };
import { pgdLinfOptions } from "./options.ts";

export type { PgdLinfOptions } from "./options.ts";

/** Projected gradient descent under the L∞ norm: the attack of the paper's claims. */
const plugin: Plugin = definePlugin(
  manifest,
  defineAttack({
    id: "pgd-linf",
    title: "PGD (L∞)",
    summary: "Projected gradient descent by Adam from a random start in the L∞ ball, over any search space.",
    reference:
      "Madry et al., Towards Deep Learning Models Resistant to Adversarial Attacks, ICLR 2018; settings of Stutz et al., CVPR 2019",
    traits: { norm: "L∞", access: "gradients", bounded: true, random: true, cost: "40 gradients", guarantee: "stays in the ball" },
    options: pgdLinfOptions,
    make: ({ mode, ...options }, { protocol }) =>
      projectedDescent("pgd-linf", LINF, { ...options, keep: keepFor(mode, protocol), scaling: "coordinate" }),
  }),
);

export default plugin;
