import { defineAttack, definePlugin, type Plugin } from "@disentangle/core";
import manifest from "../package.json" with { type: "json" };
import { deepFool } from "./deep-fool.ts";
import { deepFoolOptions } from "./options.ts";

export type { DeepFoolOptions } from "./options.ts";

/** The classic minimum-norm attack: few gradients, and often near the smallest perturbation. */
const plugin: Plugin = definePlugin(
  manifest,
  defineAttack({
    id: "deepfool",
    title: "DeepFool",
    summary: "Steps to the nearest linearised boundary until it is crossed, over any search space.",
    reference: "Moosavi-Dezfooli, Fawzi and Frossard, DeepFool: A Simple and Accurate Method to Fool Deep Neural Networks, CVPR 2016",
    traits: {
      norm: "L2, L∞",
      access: "gradients",
      bounded: false,
      random: false,
      cost: "a gradient per class and step, 50 steps at most",
      guarantee: "small norm",
    },
    options: deepFoolOptions,
    make: deepFool,
  }),
);

export default plugin;
