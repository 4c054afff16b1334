import { CONTRACT, parseOptions, type Plugin } from "@disentangle/core";
import manifest from "../package.json" with { type: "json" };
import { autoPgd } from "./auto-pgd.ts";
import { apgdOptions } from "./options.ts";

export type { ApgdOptions } from "./options.ts";

/** Auto-PGD under the L∞ norm: a check of the paper's PGD that needs no step size. */
const plugin: Plugin = {
  name: manifest.name,
  version: manifest.version,
  contract: CONTRACT,
  offers: [
    {
      kind: "attack",
      id: "apgd-linf",
      about: {
        title: "Auto-PGD (L∞)",
        summary: "Sign steps with momentum whose size adapts to each sample, over any search space.",
        reference:
          "Croce and Hein, Reliable Evaluation of Adversarial Robustness with an Ensemble of Diverse Parameter-free Attacks, ICML 2020",
        options: {
          iterations: "number of updates, default 100",
          loss: "given (the run's objective), cross-entropy or dlr, default given",
          mode: "stopping (first misclassified point, solved rows leave the batch) or run-through (best point of all iterations), default stopping",
          rho: "share of steps that must improve the loss between checkpoints, default 0.75",
        },
        traits: { norm: "L∞", access: "gradients", bounded: true, random: true },
      },
      configure: (raw) => {
        const options = parseOptions("attack apgd-linf", apgdOptions, raw);
        return () => Promise.resolve(autoPgd(options));
      },
    },
  ],
};

export default plugin;
