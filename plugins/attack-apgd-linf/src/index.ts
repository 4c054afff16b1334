import { defineAttack, definePlugin, type Plugin } from "@disentangle/core";
import manifest from "../package.json" with { type: "json" };
import { autoPgd } from "./auto-pgd.ts";
import { apgdOptions } from "./options.ts";

export type { ApgdOptions } from "./options.ts";

/** Auto-PGD under the L∞ norm: a check of the paper's PGD that needs no step size. */
const plugin: Plugin = definePlugin(
  manifest,
  defineAttack({
    id: "apgd-linf",
    title: "Auto-PGD (L∞)",
    summary: "Sign steps with momentum whose size adapts to each sample, over any search space.",
    reference:
      "Croce and Hein, Reliable Evaluation of Adversarial Robustness with an Ensemble of Diverse Parameter-free Attacks, ICML 2020",
    traits: { norm: "L∞", access: "gradients", bounded: true, random: true },
    options: apgdOptions,
    make: autoPgd,
  }),
);

export default plugin;
