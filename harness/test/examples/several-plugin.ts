import pgdLinf from "@disentangle/attack-pgd-linf";
import { CONTRACT, partOf, type Claim, type Plugin } from "@disentangle/core";

/** A claim that any model supports. */
const claim: Claim = {
  id: "mine",
  statement: "Models can be trained.",
  needs: ({ sizes, strategies }) =>
    strategies.includes("normal") ? [{ strategy: "normal", sizes, attacks: [], distances: false, sweep: false }] : [],
  judge: ({ models }) => ({
    claim: "mine",
    statement: "Models can be trained.",
    outcome: models.length > 0 ? "supported" : "inconclusive",
    reason: `${models.length} model was trained.`,
    findings: [],
  }),
};

const about = { title: "Mine", summary: "A claim, and an attack that is another's under a name of its own." };

export default {
  name: "several-plugin",
  version: "1.0.0",
  contract: CONTRACT,
  offers: [
    { kind: "claim", id: "mine", about, configure: () => ({ options: {}, make: () => Promise.resolve(claim) },
    { kind: "attack", id: "mine", about, configure: (raw) => (scope) => partOf(pgdLinf, "attack", raw, scope) },
  ],
} satisfies Plugin;
