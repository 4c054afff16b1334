import pgdLinf from "@disentangle/attack-pgd-linf";
import { defineAttack, defineClaim, definePlugin, partOf, type Claim, type Plugin } from "@disentangle/core";

/** A claim that any model supports. */
const claim: Claim = {
  id: "mine",
  statement: "Models can be trained.",
  needs: ({ sizes }) => [{ strategy: "normal", sizes, attacks: [] }],
  judge: ({ models }) => ({
    claim: "mine",
    statement: "Models can be trained.",
    outcome: models.length > 0 ? "supported" : "inconclusive",
    reason: `${models.length} model was trained.`,
    findings: [],
  }),
};

const about = { id: "mine", title: "Mine", summary: "A claim, and an attack that is another's under a name of its own." };

const plugin: Plugin = definePlugin(
  { name: "several-plugin", version: "1.0.0" },
  defineClaim({ ...about, make: () => claim }),
  defineAttack({ ...about, make: (options, scope) => partOf(pgdLinf, "attack", options, scope) }),
);
export default plugin;
