import { CONTRACT, parseOptions, type Plugin } from "@disentangle/core";
import { keepFor, projectedDescent } from "@disentangle/ops";
import manifest from "../package.json" with { type: "json" };
import { pgdLinfOptions } from "./options.ts";

export type { PgdLinfOptions } from "./options.ts";

/** Projected gradient descent under the L∞ norm: the attack of the paper's claims. */
const plugin: Plugin = {
  name: manifest.name,
  version: manifest.version,
  contract: CONTRACT,
  offers: [
    {
      kind: "attack",
      id: "pgd-linf",
      about: {
        title: "PGD (L∞)",
        summary: "Projected gradient descent by Adam from a random start in the L∞ ball, over any search space.",
        reference:
          "Madry et al., Towards Deep Learning Models Resistant to Adversarial Attacks, ICLR 2018; settings of Stutz et al., CVPR 2019",
        options: {
          iterations: "number of updates, default 40",
          learningRate: "Adam's learning rate, default 0.005",
          mode: "stopping (first misclassified point, solved rows leave the batch) or run-through (best point of all iterations), default stopping",
        },
        traits: { norm: "L∞", access: "gradients", bounded: true, random: true },
      },
      configure: (raw) => {
        const { iterations, learningRate, mode } = parseOptions("attack pgd-linf", pgdLinfOptions, raw);
        return ({ protocol }) =>
          Promise.resolve(
            projectedDescent("pgd-linf", Infinity, { iterations, learningRate, keep: keepFor(mode, protocol), scaling: "coordinate" }),
          );
      },
    },
  ],
};

export default plugin;
