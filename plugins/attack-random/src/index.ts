import { CONTRACT, parseOptions, type Plugin } from "@disentangle/core";
import manifest from "../package.json" with { type: "json" };
import { randomOptions } from "./options.ts";
import { randomStart } from "./random-start.ts";

export type { RandomOptions } from "./options.ts";

/** The random start alone: the augmentation baseline, and the control of every attack. */
const plugin: Plugin = {
  name: manifest.name,
  version: manifest.version,
  contract: CONTRACT,
  offers: [
    {
      kind: "attack",
      id: "random",
      about: {
        title: "Random",
        summary: "One point at a normal direction and a uniform fraction of the radius, clipped to the box.",
        reference: "Random transformations of Stutz et al., CVPR 2019",
        options: {
          norm: "linf, l2 or l1, default linf",
          centre: "origin, or zero as in the released augmentation, default origin",
        },
        traits: { norm: "L∞, L2, L1", access: "none", bounded: true, random: true },
      },
      configure: (raw) => {
        const options = parseOptions("attack random", randomOptions, raw);
        return () => Promise.resolve(randomStart(options));
      },
    },
  ],
};

export default plugin;
