import { defineArchitecture, definePlugin, type Plugin } from "@disentangle/core";
import manifest from "../package.json" with { type: "json" };
import { mlp } from "./architecture.ts";
import { mlpOptions } from "./options.ts";

/** Offers the architecture `mlp`. */
const plugin: Plugin = definePlugin(
  manifest,
  defineArchitecture({
    id: "mlp",
    title: "MLP",
    summary: "Four linear layers of 128, each with ReLU and then batch norm, and a linear layer; 152,330 parameters on 28 × 28.",
    reference: "Stutz, Hein, Schiele, CVPR 2019",
    options: mlpOptions,
    make: mlp,
  }),
);

export default plugin;
