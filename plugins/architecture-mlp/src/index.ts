import { CONTRACT, parseOptions } from "@disentangle/core";
import type { Plugin } from "@disentangle/core";
import manifest from "../package.json" with { type: "json" };
import { mlp } from "./architecture.ts";
import { mlpOptions } from "./options.ts";

/** Offers the architecture `mlp`. */
const plugin: Plugin = {
  name: manifest.name,
  version: manifest.version,
  contract: CONTRACT,
  offers: [
    {
      kind: "architecture",
      id: "mlp",
      about: {
        title: "MLP",
        summary: "Four linear layers of 128, each with ReLU and then batch norm, and a linear layer; 152,330 parameters on 28 × 28.",
        reference: "Stutz, Hein, Schiele, CVPR 2019",
        options: { units: "features of each hidden layer, default 128", layers: "hidden layers, default 4" },
      },
      configure(raw) {
        const options = parseOptions("architecture mlp", mlpOptions, raw);
        return async () => mlp(options);
      },
    },
  ],
};

export default plugin;
