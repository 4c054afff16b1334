import { CONTRACT, parseOptions, type Plugin } from "@disentangle/core";
import * as v from "valibot";
import manifest from "../package.json" with { type: "json" };
import { transfer, TRANSFER_ATTACK, TRANSFER_SOURCE } from "./transfer.ts";

export { TRANSFER_ATTACK, TRANSFER_SOURCE } from "./transfer.ts";

const noOptions = v.strictObject({});

/** Adversarial examples of another classifier. */
const plugin: Plugin = {
  name: manifest.name,
  version: manifest.version,
  contract: CONTRACT,
  offers: [
    {
      kind: "attack",
      id: "transfer",
      about: {
        title: "Transfer",
        summary: "Runs an attack against another classifier and hands its adversarial examples on.",
        reference: "Transfer attacks of Stutz et al., CVPR 2019",
        options: {},
        traits: {
          norm: "that of the inner attack",
          access: "a source classifier's gradients",
          bounded: "as the inner attack",
          random: true,
        },
      },
      configure: (raw) => {
        parseOptions("attack transfer", noOptions, raw);
        return (scope) => Promise.resolve(transfer(scope.get(TRANSFER_SOURCE), scope.get(TRANSFER_ATTACK)));
      },
    },
  ],
};

export default plugin;
