import { describe, test } from "vitest";
import { invariantLaws } from "./attack/invariants.ts";
import { optimumLaws } from "./attack/optimum.ts";
import { stoppingLaws } from "./attack/stopping.ts";
import type { AttackSubject } from "./attack/subject.ts";
import type { Law } from "./law.ts";
import { normLaws } from "./norm.ts";

export { testAttackDefaults } from "./attack/defaults.ts";
export type { AttackSubject } from "./attack/subject.ts";

/**
 * The contract of an attack, in every space: what holds for any attack, how it stops, how it fares where the
 * optimum is known, and its norm. The laws run on the active TensorFlow.js backend.
 */
export const attackLaws: readonly Law<AttackSubject>[] = [
  ...invariantLaws,
  ...stoppingLaws,
  ...optimumLaws,
  ...normLaws.map((law) => ({
    promise: `names a norm that ${law.promise}`,
    check: async (subject: AttackSubject) => law.check({ norm: (await subject.quick()).norm }),
  })),
];

/** Registers every law as a test of that attack. */
export function testAttack(name: string, subject: AttackSubject): void {
  describe(`${name} keeps the contract of an attack`, () => {
    for (const law of attackLaws) test(law.promise, () => law.check(subject));
  });
}
