import { defineArchitecture, definePlugin, type Plugin } from "@disentangle/core";
import manifest from "../package.json" with { type: "json" };
import { vgg } from "./architecture.ts";
import { vggOptions } from "./options.ts";

/** Offers the architecture `vgg`. */
const plugin: Plugin = definePlugin(
  manifest,
  defineArchitecture({
    id: "vgg",
    title: "VGG",
    summary:
      "3 × 3 convolutions with batch norm and ReLU, max pooling before each change of width, three linear layers; 15,014,922 parameters on 28 × 28.",
    reference: "Stutz, Hein, Schiele, CVPR 2019; Simonyan and Zisserman, ICLR 2015",
    options: vggOptions,
    make: vgg,
  }),
);

export default plugin;
