import { defineAttack, definePlugin, type Plugin } from "@disentangle/core";
import { keepFor, L2, projectedDescent } from "@disentangle/ops";
import manifest from "../package.json" with { type: "json" };
import { pgdL2Options } from "./options.ts";

export type { PgdL2Options } from "./options.ts";

/** Projected gradient descent under the L2 norm. */
const plugin: Plugin = definePlugin(
  manifest,
  defineAttack({
    id: "pgd-l2",
    title: "PGD (L2)",
    summary: "Projected gradient descent by Adam from a random start in the L2 ball, over any search space.",
    reference: "Settings of Stutz et al., CVPR 2019 (L2: radius 1.5 on images, 0.3 on codes)",
    traits: { norm: "L2", access: "gradients", bounded: true, random: true, cost: "40 gradients", guarantee: "stays in the ball" },
    options: pgdL2Options,
    make: ({ mode, ...options }, { protocol }) => projectedDescent("pgd-l2", L2, { ...options, keep: keepFor(mode, protocol) }),
  }),
);

export default plugin;
