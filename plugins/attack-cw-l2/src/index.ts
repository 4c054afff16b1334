import { defineAttack, definePlugin, type Plugin } from "@disentangle/core";
import manifest from "../package.json" with { type: "json" };
import { cwOptions } from "./options.ts";
import { publishedCw } from "./published.ts";
import { releasedCw } from "./released.ts";

export type { CwOptions } from "./options.ts";

/**
 * The attack of Carlini and Wagner under the L2 norm: as published, or as released with the original
 * experiments, by protocol.
 */
const plugin: Plugin = definePlugin(
  manifest,
  defineAttack({
    id: "cw-l2",
    title: "Carlini and Wagner (L2)",
    summary: "Searches the smallest adversarial perturbation in L2; in the reference protocol, the first one, as released.",
    reference: "Carlini and Wagner, Towards Evaluating the Robustness of Neural Networks, S&P 2017",
    traits: {
      norm: "L2",
      access: "gradients",
      bounded: false,
      random: "reference only",
      cost: "720 gradients",
      guarantee: "smallest norm found",
    },
    options: cwOptions,
    make: (options, { protocol }) => (protocol === "reference" ? releasedCw(options) : publishedCw(options)),
  }),
);

export default plugin;
