import { CONTRACT, parseOptions, type Plugin } from "@disentangle/core";
import manifest from "../package.json" with { type: "json" };
import { cwOptions } from "./options.ts";
import { publishedCw } from "./published.ts";
import { releasedCw } from "./released.ts";

export type { CwOptions } from "./options.ts";

/** The attack of Carlini and Wagner under the L2 norm: as published, or as released with the original experiments, by protocol. */
const plugin: Plugin = {
  name: manifest.name,
  version: manifest.version,
  contract: CONTRACT,
  offers: [
    {
      kind: "attack",
      id: "cw-l2",
      about: {
        title: "Carlini and Wagner (L2)",
        summary: "Searches the smallest adversarial perturbation in L2; in the reference protocol, the first one, as released.",
        reference: "Carlini and Wagner, Towards Evaluating the Robustness of Neural Networks, S&P 2017",
        options: {
          iterations: "updates for each constant, default 120",
          learningRate: "Adam's learning rate, default 0.1 (paper), 0.005 (reference)",
          searchSteps: "constants tried (paper), default 6",
          initialConstant: "the first of them (paper), default 0.1",
          kappa: "confidence (paper), default 0",
        },
        traits: { norm: "L2", access: "gradients", bounded: false, random: "reference only" },
      },
      configure: (raw) => {
        const options = parseOptions("attack cw-l2", cwOptions, raw);
        return ({ protocol }) => Promise.resolve(protocol === "reference" ? releasedCw(options) : publishedCw(options));
      },
    },
  ],
};

export default plugin;
