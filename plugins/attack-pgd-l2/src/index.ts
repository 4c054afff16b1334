import { CONTRACT, parseOptions, type Plugin } from "@disentangle/core";
import { keepFor, projectedDescent } from "@disentangle/ops";
import manifest from "../package.json" with { type: "json" };
import { pgdL2Options } from "./options.ts";

export type { PgdL2Options } from "./options.ts";

/** Projected gradient descent under the L2 norm. */
const plugin: Plugin = {
  name: manifest.name,
  version: manifest.version,
  contract: CONTRACT,
  offers: [
    {
      kind: "attack",
      id: "pgd-l2",
      about: {
        title: "PGD (L2)",
        summary: "Projected gradient descent by Adam from a random start in the L2 ball, over any search space.",
        reference: "Settings of Stutz et al., CVPR 2019 (L2: radius 1.5 on images, 0.3 on codes)",
        options: {
          iterations: "number of updates, default 40",
          learningRate: "Adam's learning rate, default 0.005",
          mode: "stopping (first misclassified point, solved rows leave the batch) or run-through (best point of all iterations), default stopping",
          scaling: "coordinate (Adam as published) or row (keeps the direction of the gradient), default coordinate",
        },
        traits: { norm: "L2", access: "gradients", bounded: true, random: true },
      },
      configure: (raw) => {
        const { mode, ...options } = parseOptions("attack pgd-l2", pgdL2Options, raw);
        return ({ protocol }) => Promise.resolve(projectedDescent("pgd-l2", 2, { ...options, keep: keepFor(mode, protocol) }));
      },
    },
  ],
};

export default plugin;
