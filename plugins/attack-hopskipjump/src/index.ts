import { defineAttack, definePlugin, type Plugin } from "@disentangle/core";
import manifest from "../package.json" with { type: "json" };
import { hopSkipJump } from "./hop-skip-jump.ts";
import { hopSkipJumpOptions } from "./options.ts";

export type { HopSkipJumpOptions } from "./options.ts";

/** A decision-based attack, for models that tell labels alone. */
const plugin: Plugin = definePlugin(
  manifest,
  defineAttack({
    id: "hopskipjump",
    title: "HopSkipJump",
    summary: "Walks along the boundary by decisions alone, over any search space.",
    reference: "Chen, Jordan and Wainwright, HopSkipJumpAttack: A Query-Efficient Decision-Based Attack, S&P 2020",
    traits: { norm: "L2, L∞", access: "decisions", bounded: false, random: true, cost: "5000 forwards", guarantee: "smallest norm found" },
    options: hopSkipJumpOptions,
    make: hopSkipJump,
  }),
);

export default plugin;
