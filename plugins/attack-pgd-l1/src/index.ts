import { defineAttack, definePlugin, type Plugin } from "@disentangle/core";
import { keepFor, L1, projectedDescent } from "@disentangle/ops";
import manifest from "../package.json" with { type: "json" };
import { pgdL1Options } from "./options.ts";

export type { PgdL1Options } from "./options.ts";

/** Projected gradient descent under the L1 norm. */
const plugin: Plugin = definePlugin(
  manifest,
  defineAttack({
    id: "pgd-l1",
    title: "PGD (L1)",
    summary: "Projected gradient descent with momentum from a random start in the L1 ball, with the exact projection onto ball and box.",
    reference: "Projection: Duchi et al., Efficient Projections onto the l1-Ball for Learning in High Dimensions, ICML 2008",
    traits: { norm: "L1", access: "gradients", bounded: true, random: true, cost: "40 gradients", guarantee: "stays in the ball" },
    options: pgdL1Options,
    make: ({ mode, ...options }, { protocol }) => projectedDescent("pgd-l1", L1, { ...options, keep: keepFor(mode, protocol) }),
  }),
);

export default plugin;
