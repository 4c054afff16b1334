import { defineArchitecture, definePlugin, type Plugin } from "@disentangle/core";
import manifest from "../package.json" with { type: "json" };
import { cnn } from "./architecture.ts";
import { cnnOptions } from "./options.ts";

/** Offers the architecture `cnn`. */
const plugin: Plugin = definePlugin(
  manifest,
  defineArchitecture({
    id: "cnn",
    title: "CNN",
    summary: "Convolutions of 4 × 4 with stride 2, each with batch norm and ReLU, then two linear layers; 100,262 parameters on 28 × 28.",
    reference: "Stutz, Hein, Schiele, CVPR 2019, Section 3.1",
    options: cnnOptions,
    make: cnn,
  }),
);

export default plugin;
