import { CONTRACT, parseOptions } from "@disentangle/core";
import type { Plugin } from "@disentangle/core";
import manifest from "../package.json" with { type: "json" };
import { resnet13 } from "./architecture.ts";
import { resnet13Options } from "./options.ts";

/** Offers the architecture `resnet13`. */
const plugin: Plugin = {
  name: manifest.name,
  version: manifest.version,
  contract: CONTRACT,
  offers: [
    {
      kind: "architecture",
      id: "resnet13",
      about: {
        title: "ResNet-13",
        summary:
          "A 3 × 3 convolution, three stages of residual blocks, mean over the map, a linear layer; 2,776,522 parameters on 28 × 28.",
        reference: "Stutz, Hein, Schiele, CVPR 2019, Figure 7; He et al., CVPR 2016",
        options: {
          channels: "channels of the first stage, doubled by each further one, default 64",
          blocks: "residual blocks per stage, default 2 (3 on CelebA in the original)",
          stages: "stages, default 3",
        },
      },
      configure(raw) {
        const options = parseOptions("architecture resnet13", resnet13Options, raw);
        return async () => resnet13(options);
      },
    },
  ],
};

export default plugin;
