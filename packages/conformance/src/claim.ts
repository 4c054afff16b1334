import {
  isOutOfReach,
  Random,
  spaceKind,
  type Claim,
  type Evidence,
  type Need,
  type Setting,
  type SpaceName,
  type Verdict,
} from "@disentangle/core";
import { describe, test } from "vitest";
import { demand, type Law } from "./law.ts";

/** A claim under test, with evidence that it can judge. */
export interface ClaimSubject {
  readonly claim: Claim;
  readonly evidence: Evidence;
  readonly setting: Setting;
}

const NOTHING: Evidence = { models: [], attacks: [], sweeps: [], distances: [], labels: [], lessons: [] };
const OUTCOMES: readonly string[] = ["supported", "refuted", "inconclusive"];

/** The contract of a claim: what it asks for, and a verdict that follows from the evidence alone. */
export const claimLaws: readonly Law<ClaimSubject>[] = [
  law("needs nothing but what the setting trains", ({ claim, setting }) => {
    for (const { strategy, sizes } of needsOf(claim, setting)) {
      const trained = setting.strategies.includes(strategy) ? (setting.strategySizes[strategy] ?? setting.sizes) : [];
      const missing = sizes.filter((size) => !trained.includes(size));
      demand(
        sizes.length > 0 && missing.length === 0,
        `It needs ${strategy} at N = ${sizes.join(", ")}, trained at ${trained.join(", ") || "no size"}.`,
      );
    }
  }),
  law("needs no space, ruler or label that the setting does not have", ({ claim, setting }) => {
    for (const one of [setting, without(setting, "ruler"), without(setting, "latent"), without(without(setting, "latent"), "ruler")]) {
      const spaces: readonly SpaceName[] = ["image", "transformation", ...(one.latent ? [one.latent.space] : []), ...one.otherLatent];
      for (const { strategy, attacks, distances = [], labels = [] } of needsOf(claim, one)) {
        const unknown = attacks.filter((space) => !spaces.includes(space));
        demand(unknown.length === 0, `It needs attacks on ${strategy} in ${unknown.join(", ")}, of spaces ${spaces.join(", ")}.`);
        const unattacked = [...distances, ...labels].filter((space) => !attacks.includes(space));
        demand(unattacked.length === 0, `It needs what comes of attacks in ${unattacked.join(", ")}, and does not need these.`);
        demand(one.ruler !== undefined || distances.length === 0, "It needs distances, and there is no ruler.");
        const unlabelled = labels.filter((space) => spaceKind(space) !== "latent");
        demand(unlabelled.length === 0, `It needs labels checked in ${unlabelled.join(", ")}, which is no latent space.`);
      }
    }
  }),
  law("is out of reach where nothing is trained, and says why and what to change", ({ claim, setting }) => {
    const answer = claim.needs({ ...setting, strategies: [] });
    demand(isOutOfReach(answer), `Without strategies it needs ${JSON.stringify(answer)}.`);
    demand(
      answer.why.trim() !== "" && answer.mend.trim() !== "",
      `It is out of reach because "${answer.why}", mended by "${answer.mend}".`,
    );
  }),
  law("names itself, an outcome and a reason in its verdict", ({ claim, ...rest }) => {
    const verdict = judge({ claim, ...rest });
    demand(verdict.claim === claim.id && verdict.statement === claim.statement, `It judges "${verdict.claim}", "${verdict.statement}".`);
    demand(
      OUTCOMES.includes(verdict.outcome) && verdict.reason.trim() !== "",
      `It concludes "${verdict.outcome}", because "${verdict.reason}".`,
    );
  }),
  law("is inconclusive without evidence", (subject) => {
    const { outcome } = judge({ ...subject, evidence: NOTHING });
    demand(outcome === "inconclusive", `Without evidence it is ${outcome}.`);
  }),
  law("gives intervals that hold their estimates", (subject) => {
    for (const { id, estimate, interval } of judge(subject).findings) {
      const held = interval === undefined || (interval[0] <= estimate && estimate <= interval[1]);
      demand(held, `${id} is ${estimate}, outside its interval [${interval?.join(", ")}].`);
    }
  }),
  law("gives the same verdict on the same evidence, which it leaves as it is", (subject) => {
    const before = snapshot(subject.evidence);
    const [first, second] = [judge(subject), judge(subject)].map((verdict) => JSON.stringify(verdict));
    demand(first === second, `Two judgements of one and the same evidence: ${first} and ${second}.`);
    demand(snapshot(subject.evidence) === before, "Judging changed the evidence.");
  }),
  law("does not depend on the order of the evidence", (subject) => {
    const { models, attacks, sweeps, distances, labels, lessons } = subject.evidence;
    const reversed: Evidence = {
      models: models.toReversed(),
      attacks: attacks.toReversed(),
      sweeps: sweeps.toReversed(),
      distances: distances.toReversed(),
      labels: labels.toReversed(),
      lessons: lessons.toReversed(),
    };
    const [first, second] = [subject.evidence, reversed].map((evidence) => JSON.stringify(judge({ ...subject, evidence })));
    demand(first === second, `In another order the same evidence gives ${second} instead of ${first}.`);
  }),
];

/** Registers every law as a test of that claim. */
export function testClaim(name: string, subject: ClaimSubject): void {
  describe(`${name} keeps the contract of a claim`, () => {
    for (const each of claimLaws) test(each.promise, () => each.check(subject));
  });
}

function law(promise: string, check: (subject: ClaimSubject) => void): Law<ClaimSubject> {
  return { promise, check: async (subject) => check(subject) };
}

/** What it needs; nothing where it is out of reach. */
function needsOf(claim: Claim, setting: Setting): readonly Need[] {
  const answer = claim.needs(setting);
  return isOutOfReach(answer) ? [] : answer;
}

function without(setting: Setting, what: "latent" | "ruler"): Setting {
  const { [what]: _, ...rest } = setting;
  return rest;
}

function judge({ claim, evidence, setting }: ClaimSubject): Verdict {
  return claim.judge(evidence, setting, Random.seeded(1));
}

function snapshot(evidence: Evidence): string {
  return JSON.stringify(evidence);
}
