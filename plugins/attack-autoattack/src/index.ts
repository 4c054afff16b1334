import { ATTACK_OF, type AttackChoice, defineAttack, definePlugin, type Plugin } from "@disentangle/core";
import { L1, L2, LINF } from "@disentangle/ops";
import manifest from "../package.json" with { type: "json" };
import { autoAttack } from "./auto-attack.ts";
import { autoAttackOptions } from "./options.ts";
import { minimumNormOf, partsOf } from "./parts-of.ts";

export type { AutoAttackOptions } from "./options.ts";

const NORMS = { linf: LINF, l2: L2, l1: L1 } as const;

/** The standard of robustness evaluations, composed of attacks that the run offers. */
const plugin: Plugin = definePlugin(
  manifest,
  defineAttack({
    id: "autoattack",
    title: "AutoAttack",
    summary: "Auto-PGD with two losses, FAB and Square, each on what the others have left, over any search space.",
    reference:
      "Croce and Hein, Reliable Evaluation of Adversarial Robustness with an Ensemble of Diverse Parameter-free Attacks, ICML 2020",
    traits: {
      norm: "L∞, L2, L1",
      access: "gradients",
      bounded: true,
      random: true,
      cost: "100 gradients on what falls at once, up to 1900 gradients and 7000 forwards",
      guarantee: "stays in the ball; worst case over its parts",
    },
    options: autoAttackOptions,
    attacks: (options) => [
      ...partsOf(options).map(({ id, options: own }): AttackChoice => ({ id, options: own })),
      ...[minimumNormOf(options)].filter((choice) => choice !== undefined),
    ],
    make: async (options, scope) => {
      const attackOf = scope.get(ATTACK_OF);
      const parts = [];
      for (const part of partsOf(options)) parts.push({ ...part, attack: await attackOf({ id: part.id, options: part.options }) });
      const choice = minimumNormOf(options);
      const smallest = choice && (await attackOf(choice));
      return autoAttack(NORMS[options.norm], parts, smallest, options.version === "rand");
    },
  }),
);

export default plugin;
