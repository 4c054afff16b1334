import { defineAttack, definePlugin, type Plugin } from "@disentangle/core";
import manifest from "../package.json" with { type: "json" };
import { transfer, TRANSFER_ATTACK } from "./transfer.ts";

export { TRANSFER_ATTACK } from "./transfer.ts";

/** Adversarial examples of another classifier. */
const plugin: Plugin = definePlugin(
  manifest,
  defineAttack({
    id: "transfer",
    title: "Transfer",
    summary: "Runs an attack against another classifier and hands its adversarial examples on.",
    reference: "Transfer attacks of Stutz et al., CVPR 2019",
    traits: {
      norm: "that of the inner attack",
      access: "a source classifier's gradients",
      bounded: "as the inner attack",
      random: true,
      cost: "as the inner attack",
      guarantee: "as the inner attack",
    },
    make: (_options, scope) => transfer(scope.get(TRANSFER_ATTACK)),
  }),
);

export default plugin;
