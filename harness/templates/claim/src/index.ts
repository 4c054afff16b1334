import { atLeast, defineClaim, definePlugin, type Claim, type Plugin } from "@disentangle/core";
import { meanSuccess } from "@disentangle/evaluation/statistics";
import manifest from "../package.json" with { type: "json" };

const STRATEGY = "normal";

/** Fixed before anything is measured: the whole 95 % interval of the success rate lies at or above this. */
const CONDITION = atLeast(0.5);

/** The attack under test misleads most models of normal training on most images, within its radius. */
const claim: Claim = {
  id: "template",
  statement: "The attack succeeds on at least half of the images.",
  needs({ strategies, sizes }) {
    if (!strategies.includes(STRATEGY)) {
      return { why: `Claim template needs models of strategy ${STRATEGY}`, mend: `Add --strategy ${STRATEGY}.` };
    }
    return [{ strategy: STRATEGY, sizes: [Math.max(...sizes)], attacks: ["image"] }];
  },
  judge(evidence, { attack, sizes, combine }, random) {
    const { id, statement } = claim;
    const size = Math.max(...sizes);
    const records = evidence.attacks
      .filter(({ cell, attack: name, space }) => cell.strategy === STRATEGY && cell.size === size && name === attack && space === "image")
      .filter(({ correct }) => correct.includes(1));
    if (records.length === 0) {
      const lacking = { mend: "Raise the number of models or images." };
      return { claim: id, statement, outcome: "inconclusive", reason: `No attack was measured at N = ${size}.`, lacking, findings: [] };
    }
    const { mean: estimate, interval, count: n } = meanSuccess(records, combine, random);
    const [lower, upper] = interval;
    const met = CONDITION.holds({ estimate, lower, upper });
    const outcome = met ? "supported" : upper < 0.5 ? "refuted" : "inconclusive";
    const reason = `At N = ${size} it succeeds on ${estimate.toFixed(3)} [${lower.toFixed(3)}, ${upper.toFixed(3)}] of the images.`;
    const about = { id: "a", quantity: `success rate at N = ${size}`, condition: CONDITION };
    const finding = { ...about, estimate, interval, outcome: met ? ("met" as const) : ("failed" as const), n };
    return { claim: id, statement, outcome, reason, findings: [finding] };
  },
};

const plugin: Plugin = definePlugin(
  manifest,
  defineClaim({ id: claim.id, title: "Claim template", summary: claim.statement, make: () => claim }),
);

export default plugin;
