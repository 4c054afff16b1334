import { defineAttack, definePlugin, type Plugin } from "@disentangle/core";
import manifest from "../package.json" with { type: "json" };
import { squareOptions } from "./options.ts";
import { square } from "./square.ts";

export type { SquareOptions } from "./options.ts";

/** Random search by scores, for models without gradients and as a check of those with. */
const plugin: Plugin = definePlugin(
  manifest,
  defineAttack({
    id: "square",
    title: "Square Attack",
    summary: "Random search by scores alone, patch by patch, over any search space.",
    reference: "Andriushchenko et al., Square Attack: A Query-efficient Black-box Adversarial Attack via Random Search, ECCV 2020",
    traits: { norm: "L∞, L2, L1", access: "scores", bounded: true, random: true, cost: "5000 forwards", guarantee: "stays in the ball" },
    options: squareOptions,
    make: square,
  }),
);

export default plugin;
