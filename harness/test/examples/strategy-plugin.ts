import { definePlugin, defineStrategy, type Plugin, type Strategy } from "@disentangle/core";

const pgd = { id: "pgd-linf", options: { iterations: 5, mode: "run-through" } };
/** A step of two groups: half of the batch small steps off the manifold, half small transformations. */
const gentle: Strategy = {
  id: "gentle",
  steps: [
    [
      { fraction: 0.5, weight: 0.5, space: "image", attack: pgd, radius: 0.05 },
      { fraction: 0.5, weight: 0.5, space: "transformation", attack: pgd, radius: 0.05 },
    ],
  ],
};

const plugin: Plugin = definePlugin(
  { name: "strategy-gentle", version: "1.0.0" },
  defineStrategy({
    id: gentle.id,
    title: "Gentle",
    summary: "Trains on small perturbations and small transformations.",
    make: () => gentle,
  }),
);
export default plugin;
