import { defineArchitecture, definePlugin, type Plugin } from "@disentangle/core";
import manifest from "../package.json" with { type: "json" };
import { resnet13 } from "./architecture.ts";
import { resnet13Options } from "./options.ts";

/** Offers the architecture `resnet13`. */
const plugin: Plugin = definePlugin(
  manifest,
  defineArchitecture({
    id: "resnet13",
    title: "ResNet-13",
    summary: "A 3 × 3 convolution, three stages of residual blocks, mean over the map, a linear layer; 2,776,522 parameters on 28 × 28.",
    reference: "Stutz, Hein, Schiele, CVPR 2019, Figure 7; He et al., CVPR 2016",
    options: resnet13Options,
    make: resnet13,
  }),
);

export default plugin;
