import { CONTRACT, parseOptions, type Plugin } from "@disentangle/core";
import { keepFor, projectedDescent } from "@disentangle/ops";
import manifest from "../package.json" with { type: "json" };
import { pgdL1Options } from "./options.ts";

export type { PgdL1Options } from "./options.ts";

/** Projected gradient descent under the L1 norm. */
const plugin: Plugin = {
  name: manifest.name,
  version: manifest.version,
  contract: CONTRACT,
  offers: [
    {
      kind: "attack",
      id: "pgd-l1",
      about: {
        title: "PGD (L1)",
        summary:
          "Projected gradient descent with momentum from a random start in the L1 ball, with the exact projection onto ball and box.",
        reference: "Projection: Duchi et al., Efficient Projections onto the l1-Ball for Learning in High Dimensions, ICML 2008",
        options: {
          iterations: "number of updates, default 40",
          learningRate: "Adam's learning rate, default 0.005",
          mode: "stopping (first misclassified point, solved rows leave the batch) or run-through (best point of all iterations), default stopping",
          scaling: "coordinate (Adam as published) or row (keeps the direction of the gradient), default row",
        },
        traits: { norm: "L1", access: "gradients", bounded: true, random: true },
      },
      configure: (raw) => {
        const { mode, ...options } = parseOptions("attack pgd-l1", pgdL1Options, raw);
        return ({ protocol }) => Promise.resolve(projectedDescent("pgd-l1", 1, { ...options, keep: keepFor(mode, protocol) }));
      },
    },
  ],
};

export default plugin;
