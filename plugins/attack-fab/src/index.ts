import { defineAttack, definePlugin, type Plugin } from "@disentangle/core";
import manifest from "../package.json" with { type: "json" };
import { fab } from "./fab.ts";
import { fabOptions } from "./options.ts";

export type { FabOptions } from "./options.ts";

/** A minimum-norm attack that needs no step size. */
const plugin: Plugin = definePlugin(
  manifest,
  defineAttack({
    id: "fab",
    title: "FAB-T",
    summary: "Fast Adaptive Boundary: the smallest perturbation towards each of the likely classes, over any search space.",
    reference: "Croce and Hein, Minimally Distorted Adversarial Examples with a Fast Adaptive Boundary Attack, ICML 2020",
    traits: {
      norm: "L∞, L2, L1",
      access: "gradients",
      bounded: false,
      random: "further starts only",
      cost: "100 gradients per target",
      guarantee: "smallest norm found",
    },
    options: fabOptions,
    make: fab,
  }),
);

export default plugin;
