import { CONTRACT, parseOptions } from "@disentangle/core";
import type { Plugin } from "@disentangle/core";
import manifest from "../package.json" with { type: "json" };
import { vgg } from "./architecture.ts";
import { vggOptions } from "./options.ts";

/** Offers the architecture `vgg`. */
const plugin: Plugin = {
  name: manifest.name,
  version: manifest.version,
  contract: CONTRACT,
  offers: [
    {
      kind: "architecture",
      id: "vgg",
      about: {
        title: "VGG",
        summary:
          "3 × 3 convolutions with batch norm and ReLU, max pooling before each change of width, three linear layers; 15,014,922 parameters on 28 × 28.",
        reference: "Stutz, Hein, Schiele, CVPR 2019; Simonyan and Zisserman, ICLR 2015",
        options: {
          channels: "channels of each convolution, default 64, 128, 128, 256, 256",
          hidden: "features of the two hidden linear layers, default 1024",
        },
      },
      configure(raw) {
        const options = parseOptions("architecture vgg", vggOptions, raw);
        return async () => vgg(options);
      },
    },
  ],
};

export default plugin;
