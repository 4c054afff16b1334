import { defineAttack, definePlugin, type Plugin } from "@disentangle/core";
import manifest from "../package.json" with { type: "json" };
import { randomOptions } from "./options.ts";
import { randomStart } from "./random-start.ts";

export type { RandomOptions } from "./options.ts";

/** The random start alone: the augmentation baseline, and the control of every attack. */
const plugin: Plugin = definePlugin(
  manifest,
  defineAttack({
    id: "random",
    title: "Random",
    summary: "One point at a normal direction and a uniform fraction of the radius, clipped to the box.",
    reference: "Random transformations of Stutz et al., CVPR 2019",
    traits: { norm: "L∞, L2, L1", access: "none", bounded: true, random: true, cost: "1 forward", guarantee: "stays in the ball" },
    options: randomOptions,
    make: randomStart,
  }),
);

export default plugin;
