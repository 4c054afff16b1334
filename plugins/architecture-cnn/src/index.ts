import { CONTRACT, parseOptions } from "@disentangle/core";
import type { Plugin } from "@disentangle/core";
import manifest from "../package.json" with { type: "json" };
import { cnn } from "./architecture.ts";
import { cnnOptions } from "./options.ts";

/** Offers the architecture `cnn`. */
const plugin: Plugin = {
  name: manifest.name,
  version: manifest.version,
  contract: CONTRACT,
  offers: [
    {
      kind: "architecture",
      id: "cnn",
      about: {
        title: "CNN",
        summary:
          "Convolutions of 4 × 4 with stride 2, each with batch norm and ReLU, then two linear layers; 100,262 parameters on 28 × 28.",
        reference: "Stutz, Hein, Schiele, CVPR 2019, Section 3.1",
        options: {
          channels: "channels of the first stage, default 16",
          hidden: "features before the last layer, default 10 per class",
          stages: "convolutional stages, default: down to 3 pixels a side",
        },
      },
      configure(raw) {
        const options = parseOptions("architecture cnn", cnnOptions, raw);
        return async () => cnn(options);
      },
    },
  ],
};

export default plugin;
